/// Remembers what types are: a look-up costs less than asking.
struct JSONTypeCache {
    private var known: [(type: ObjectIdentifier?, kind: JSONTypeKind)] = Array(repeating: (nil, .plain), count: slots)
    private static let slots = 64

    @inline(__always)
    mutating func kind(of type: Any.Type) -> JSONTypeKind {
        let id = ObjectIdentifier(type)
        let bits = UInt(bitPattern: id)
        let slot = Int((bits >> 4 ^ bits >> 10) & UInt(Self.slots - 1))
        let entry = known[slot]
        if entry.type == id { return entry.kind }
        let kind = JSONTypeKind(of: type)
        known[slot] = (id, kind)
        return kind
    }
}
