/// JSON on its way out, with what is open in it: the state of a ``JSONWriter``.
///
/// Values go into one buffer as they come. A frame stands for each value that is being written; a field remembers where it
/// begins, and a frame whose fields came out of order puts them in order when it ends. What `Codable` may fill at any later time (a
/// nested container, a super encoder) has a writer of its own, and joins its parent when that ends.
struct JSONOutput: ~Copyable {
    var buffer = JSONBuffer()
    var frames: [Frame] = []
    /// Fields of open objects, elements of open sets, places of children: those of inner frames last.
    var entries: [Entry] = []
    var children: [JSONWriter] = []
    /// The next array to be opened is one of a set (1) or of pairs (2).
    var nextGrouping = 0
    /// How a container was used that cannot be.
    var misuse: String?
    let outerPath: [any CodingKey]

    struct Frame {
        enum Kind {
            /// Nothing was written yet.
            case empty
            case scalar
            case array
            case object
        }

        var kind = Kind.empty
        /// Fields came in the order of their keys, each once.
        var isOrdered = true
        /// Elements to be sorted together: 0 for a list, 1 for a set, 2 for keys and values by turns.
        var grouping: UInt8 = 0
        var count: Int32 = 0
        var start: Int
        var firstEntry: Int32
        var firstChild: Int32
    }

    struct Entry {
        var start: Int
        /// Bytes of the key between its quotes.
        var keyLength: Int32 = 0
        /// Written later by this child; -1: by none.
        var child: Int32 = -1
    }

    init(outerPath: [any CodingKey]) { self.outerPath = outerPath }

    mutating func reset() {
        buffer.removeAll()
        frames.removeAll(keepingCapacity: true)
        entries.removeAll(keepingCapacity: true)
        children.removeAll(keepingCapacity: true)
        nextGrouping = 0
        misuse = nil
    }

    // MARK: Scalars

    mutating func writeNull() { buffer.append("null") }
    mutating func write(_ value: Bool) { buffer.append(value ? "true" : "false") }

    mutating func write<T: FixedWidthInteger>(integer value: T) {
        if let small = Int(exactly: value) { buffer.append(integer: small) } else { write(number: "\(value)") }
    }

    mutating func write(_ value: Double) throws {
        guard value.isFinite else { throw fault("\(value) is no number of JSON") }
        write(number: value.description)
    }

    mutating func write(_ value: Float) throws {
        guard value.isFinite else { throw fault("\(value) is no number of JSON") }
        write(number: value.description)
    }

    mutating func write(number text: String) {
        var text = text
        text.withUTF8 { buffer.append($0) }
    }

    // MARK: Errors

    /// The way to the value of the frame at `depth`, as far as it can be told.
    func path(to depth: Int) -> [any CodingKey] {
        var path = outerPath
        for (index, frame) in frames.prefix(depth).enumerated() where frame.count > 0 {
            switch frame.kind {
            case .array: path.append(JSONPathKey(intValue: Int(frame.count) - 1))
            case .object:
                let next = index + 1 < frames.count ? Int(frames[index + 1].firstEntry) : entries.count
                guard next > Int(frame.firstEntry) else { continue }
                path.append(JSONPathKey(stringValue: JSONText.unescaped(key(entries[next - 1]))))
            case .empty, .scalar: continue
            }
        }
        return path
    }

    func fault(_ message: String) -> EncodingError {
        .invalidValue(message, .init(codingPath: path(to: frames.count), debugDescription: message))
    }
}
