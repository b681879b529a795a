/// A walk over the elements of a list or the entries of a map, whichever way it is stored.
struct Walk {
    let tag: Operand.Tag
    var cursor: JSONCursor
    let items: UnsafePointer<Operand>?
    let count: Int
    var index = 0
    /// The cursor stands at an array or object that is yet to be passed.
    var pending = false
    /// Whether values are wanted at all, or only passed.
    var reads = true

    /// The number of an element, or the key of an entry.
    var key = Operand.null
    var value = Operand.null

    /// `container` is a list, map, array or object.
    init(_ container: Operand) {
        tag = container.tag
        switch container.tag {
        case .jsonArray, .jsonObject:
            cursor = container.cursor
            cursor.position += 1
            items = nil
            count = 0
        case .map:
            let table = container.map.pointee
            items = table.entries
            count = table.count
            cursor = JSONCursor(Walk.nowhere, end: Walk.nowhere)
        default:
            items = container.elements.baseAddress
            count = Int(container.b)
            cursor = JSONCursor(Walk.nowhere, end: Walk.nowhere)
        }
    }

    /// Any address: the cursor of a walk in memory is never used.
    private static var nowhere: UnsafePointer<UInt8> { UnsafePointer(bitPattern: 1).unsafelyUnwrapped }

    /// Whether the one variable of a macro stands for the key.
    var isMap: Bool { tag == .map || tag == .jsonObject }
}
