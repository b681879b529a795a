/// A parsed JSON text: its values in the order of the text, each knowing where the next one beside it begins.
///
/// The memory is kept from one text to the next. Text is borrowed: nothing here may be used after ``parse(_:)``'s argument is gone.
final class JSONTape {
    /// Owned by this tape. Behind a pointer, where no access is checked for overlap with another.
    private let store = UnsafeMutablePointer<Store>.allocate(capacity: 1)

    private struct Store {
        var nodes: UnsafeMutablePointer<JSONNode>
        var capacity: Int
        var count = 0
        var text = UnsafePointer<UInt8>(bitPattern: 1).unsafelyUnwrapped
    }

    /// Texts are at most this long, so that a node has room for a cursor.
    static let longest = 1 << 28
    /// Arrays and objects within each other.
    static let deepest = 512
    /// Memory beyond this many nodes is given back after a text.
    private static let kept = 1 << 16

    init() { store.initialize(to: Store(nodes: .allocate(capacity: 64), capacity: 64)) }

    deinit {
        store.pointee.nodes.deallocate()
        store.deallocate()
    }

    @inline(__always)
    var nodes: UnsafeMutablePointer<JSONNode> { store.pointee.nodes }
    @inline(__always)
    var text: UnsafePointer<UInt8> { store.pointee.text }
    @inline(__always)
    var count: Int { store.pointee.count }

    /// Makes the nodes of `json`; the value itself is node 0.
    func parse(_ json: UnsafeRawBufferPointer) throws(JSONFault) {
        guard let base = json.baseAddress, json.count > 0 else { throw JSONFault(offset: 0, message: "it is empty") }
        guard json.count <= Self.longest else {
            throw JSONFault(offset: 0, message: "it has \(json.count) bytes of at most \(Self.longest)")
        }
        if store.pointee.capacity > Self.kept {
            nodes.deallocate()
            store.pointee.capacity = 64
            store.pointee.nodes = .allocate(capacity: 64)
        }
        store.pointee.count = 0
        store.pointee.text = base.assumingMemoryBound(to: UInt8.self)
        var parser = JSONParser(text: text, count: json.count, tape: self)
        try parser.parse()
    }

    @inline(__always)
    func append(_ node: JSONNode) {
        if count == store.pointee.capacity { grow() }
        (nodes + count).initialize(to: node)
        store.pointee.count += 1
    }

    private func grow() {
        let larger = UnsafeMutablePointer<JSONNode>.allocate(capacity: store.pointee.capacity * 2)
        larger.moveInitialize(from: nodes, count: count)
        nodes.deallocate()
        store.pointee.nodes = larger
        store.pointee.capacity *= 2
    }

    /// Bytes of a node as they stand in the text: with the quotes of a string.
    func source(of node: Int) -> UnsafeRawBufferPointer {
        let node = nodes[node]
        let quote = node.kind == .string || node.kind == .escapedString ? 1 : 0
        return UnsafeRawBufferPointer(
            start: text + Int(node.start) - quote, count: Int(node.end - node.start) + 2 * quote)
    }

    /// The value of `key` in the object at `node`; none when it has no such key.
    func value(of key: String, in node: Int) -> Int? {
        var key = key
        return key.withUTF8 { find($0, in: node) }
    }

    /// Looks from where the last look-up ended: keys are mostly asked for in the order in which they stand.
    private func find(_ key: UnsafeBufferPointer<UInt8>, in node: Int) -> Int? {
        let end = Int(nodes[node].next)
        let begin = max(node + nodes[node].cursor, node + 1)
        if let found = find(key, from: begin, to: end) ?? find(key, from: node + 1, to: begin) {
            nodes[node].cursor = Int(nodes[found].next) - node
            return found
        }
        return nil
    }

    private func find(_ key: UnsafeBufferPointer<UInt8>, from begin: Int, to end: Int) -> Int? {
        var index = begin
        while index < end {
            let node = nodes[index]
            if node.kind == .string {
                let length = Int(node.end - node.start)
                if length == key.count && Bytes.areEqual(text + Int(node.start), key.baseAddress, length) {
                    return index + 1
                }
            } else if string(at: index).utf8.elementsEqual(key) {
                return index + 1
            }
            index = Int(nodes[index + 1].next)
        }
        return nil
    }

    /// The text of a string or key.
    func string(at index: Int) -> String {
        let node = nodes[index]
        let bytes = UnsafeBufferPointer(start: text + Int(node.start), count: Int(node.end - node.start))
        return node.kind == .string ? String(decoding: bytes, as: UTF8.self) : JSONText.unescaped(bytes)
    }
}
