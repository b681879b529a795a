internal import FoundationEssentials

/// Writes values as JSON with the fields of each object in the order of their keys' bytes, so that equal values are equal bytes
/// in every process.
///
/// Values go into one buffer as they come. A frame stands for each value that is being written; a field remembers where it
/// begins, and a frame whose fields came out of order puts them in order when it ends. What `Codable` may fill at any later time (a
/// nested container, a super encoder) has a writer of its own, and joins its parent when that ends.
final class JSONWriter {
    private var buffer = JSONBuffer()
    private var frames: [Frame] = []
    /// Fields of open objects, elements of open sets, places of children: those of inner frames last.
    private var entries: [Entry] = []
    private var children: [JSONWriter] = []
    /// The next array to be opened is one of a set (1) or of pairs (2).
    private var nextGrouping = 0
    private var misuse: String?
    private let outerPath: [any CodingKey]
    private var known = JSONTypeCache()

    private struct Frame {
        enum Kind {
            /// Nothing was written yet.
            case empty
            case scalar
            case array
            case object
        }

        var kind = Kind.empty
        var start: Int
        var firstEntry: Int
        var firstChild: Int
        var count = 0
        /// Fields came in the order of their keys, each once.
        var isOrdered = true
        /// Elements to be sorted together: 0 for a list, 1 for a set, 2 for keys and values by turns.
        var grouping = 0
    }

    private struct Entry {
        var start: Int
        /// Bytes of the key between its quotes.
        var keyLength = 0
        /// Written later by this child.
        var child = -1
    }

    init(outerPath: [any CodingKey] = []) { self.outerPath = outerPath }

    // MARK: The whole

    func write<T: Encodable>(_ value: T, into output: inout [UInt8]) throws {
        reset()
        try self.value(value)
        if let misuse { throw fault(misuse) }
        output.append(contentsOf: buffer.bytes)
    }

    private func reset() {
        buffer.removeAll()
        frames.removeAll(keepingCapacity: true)
        entries.removeAll(keepingCapacity: true)
        children.removeAll(keepingCapacity: true)
        nextGrouping = 0
        misuse = nil
    }

    /// A value of any type, where the writer stands.
    func value<T: Encodable>(_ value: T) throws {
        let kind = known.kind(of: T.self)
        switch kind {
        case .plain, .set, .pairs: try composed(value, kind)
        case .bool: write(unsafeBitCast(value, to: Bool.self))
        case .int: write(unsafeBitCast(value, to: Int.self))
        case .string: write(unsafeBitCast(value, to: String.self))
        case .double: try write(unsafeBitCast(value, to: Double.self))
        case .ints: list(unsafeBitCast(value, to: [Int].self)) { write($0) }
        case .strings: list(unsafeBitCast(value, to: [String].self)) { write($0) }
        case .doubles: try list(unsafeBitCast(value, to: [Double].self)) { try write($0) }
        default: try special(value)
        }
    }

    private func composed<T: Encodable>(_ value: T, _ kind: JSONTypeKind) throws {
        guard frames.count < JSONTape.deepest else {
            throw fault("more than \(JSONTape.deepest) values within each other")
        }
        frames.append(Frame(start: buffer.count, firstEntry: entries.count, firstChild: children.count))
        nextGrouping = kind == .set ? 1 : kind == .pairs ? 2 : 0
        try value.encode(to: JSONSlotEncoder(writer: self, depth: frames.count - 1))
        guard frames[frames.count - 1].kind != .empty else { throw fault("\(T.self) wrote nothing") }
        try endFrame()
    }

    private func special<T: Encodable>(_ value: T) throws {
        switch value {
        case let raw as RawJSON:
            do {
                try JSONCoding.check(raw.bytes)
            } catch {
                throw fault("\(error)")
            }
            raw.bytes.withUnsafeBufferPointer { buffer.append($0) }
        case let date as Date:
            guard let text = JSONDate.text(date) else { throw fault("\(date) is beyond the years 0 to 9999") }
            write(text)
        case let data as Data: write(data.base64EncodedString())
        case let url as URL: write(url.absoluteString)
        case let decimal as Decimal:
            guard decimal.isFinite else { throw fault("\(decimal) is no number of JSON") }
            number(decimal.description)
        default: try composed(value, .plain)
        }
    }

    private func list<Element>(_ elements: [Element], _ write: (Element) throws -> Void) rethrows {
        buffer.append(UInt8(ascii: "["))
        for (index, element) in elements.enumerated() {
            if index > 0 { buffer.append(UInt8(ascii: ",")) }
            try write(element)
        }
        buffer.append(UInt8(ascii: "]"))
    }

    // MARK: Scalars

    func writeNull() { buffer.append("null") }
    func write(_ value: Bool) { buffer.append(value ? "true" : "false") }
    func write(_ value: String) { buffer.append(quoted: value) }
    func write(_ value: Int) { buffer.append(integer: value) }

    func write<T: FixedWidthInteger>(integer value: T) {
        if let small = Int(exactly: value) { buffer.append(integer: small) } else { number("\(value)") }
    }

    func write(_ value: Double) throws {
        guard value.isFinite else { throw fault("\(value) is no number of JSON") }
        number(value.description)
    }

    func write(_ value: Float) throws {
        guard value.isFinite else { throw fault("\(value) is no number of JSON") }
        number(value.description)
    }

    private func number(_ text: String) {
        var text = text
        text.withUTF8 { buffer.append($0) }
    }

    // MARK: Frames

    /// Whether the frame at `depth` is the one that is being written.
    @inline(__always)
    private func isAtHand(_ depth: Int) -> Bool {
        if depth == frames.count - 1 { return true }
        if misuse == nil { misuse = "a container was used after the value it belongs to was written" }
        return false
    }

    func openObject(_ depth: Int) {
        guard isAtHand(depth) else { return }
        switch frames[depth].kind {
        case .empty:
            frames[depth].kind = .object
            buffer.append(UInt8(ascii: "{"))
        case .object: break
        case .scalar, .array: misuse = "a value was written as an object and as something else"
        }
    }

    func openArray(_ depth: Int) {
        guard isAtHand(depth) else { return }
        switch frames[depth].kind {
        case .empty:
            frames[depth].kind = .array
            frames[depth].grouping = nextGrouping
            nextGrouping = 0
            buffer.append(UInt8(ascii: "["))
        case .array: break
        case .scalar, .object: misuse = "a value was written as an array and as something else"
        }
    }

    /// The frame is one plain value.
    func fill(_ depth: Int) {
        guard isAtHand(depth) else { return }
        if frames[depth].kind == .empty {
            frames[depth].kind = .scalar
        } else {
            misuse = "a value was written twice"
        }
    }

    func elements(_ depth: Int) -> Int { depth < frames.count ? frames[depth].count : 0 }

    func beginField(_ key: String, _ depth: Int) {
        guard isAtHand(depth) else { return }
        let start = buffer.count
        buffer.append(quoted: key)
        let keyLength = buffer.count - start - 2
        buffer.append(UInt8(ascii: ":"))
        if frames[depth].isOrdered, entries.count > frames[depth].firstEntry {
            let last = entries[entries.count - 1]
            if Bytes.precedes(self.key(last), self.key(Entry(start: start, keyLength: keyLength))) != true {
                frames[depth].isOrdered = false
            }
        }
        entries.append(Entry(start: start, keyLength: keyLength))
        frames[depth].count += 1
    }

    func beginElement(_ depth: Int) {
        guard isAtHand(depth) else { return }
        if frames[depth].grouping > 0 && frames[depth].count % frames[depth].grouping == 0 {
            entries.append(Entry(start: buffer.count))
        }
        frames[depth].count += 1
    }

    @inline(__always)
    func endElement() { buffer.append(UInt8(ascii: ",")) }

    /// A writer for the field or element just begun, which is filled at any time until the frame ends.
    func child(_ depth: Int) -> JSONWriter {
        let child = JSONWriter(outerPath: path(to: depth + 1))
        child.frames.append(Frame(start: 0, firstEntry: 0, firstChild: 0))
        guard isAtHand(depth) else { return child }
        if frames[depth].kind == .object || frames[depth].grouping == 1 {
            entries[entries.count - 1].child = children.count
        } else {
            entries.append(Entry(start: buffer.count, child: children.count))
        }
        children.append(child)
        return child
    }

    private func endFrame() throws {
        let frame = frames[frames.count - 1]
        if frame.kind == .array || frame.kind == .object {
            // Every element left a comma behind it.
            if frame.count > 0 { buffer.truncate(to: buffer.count - 1) }
            if children.count > frame.firstChild { try join(frame) }
            if frame.kind == .object && !frame.isOrdered || frame.grouping > 0 && frame.count > frame.grouping {
                sort(frame)
            }
            entries.removeLast(entries.count - frame.firstEntry)
            buffer.append(frame.kind == .array ? UInt8(ascii: "]") : UInt8(ascii: "}"))
        }
        frames.removeLast()
    }

    @inline(__always)
    private func key(_ entry: Entry) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: buffer.base + entry.start + 1, count: entry.keyLength)
    }

    /// Puts what the children wrote where they were begun.
    private func join(_ frame: Frame) throws {
        let tail = Array(buffer.bytes[(frame.start + 1)...])
        buffer.truncate(to: frame.start + 1)
        var at = 0
        for index in frame.firstEntry..<entries.count {
            // In an object a child stands behind its key and colon.
            var entry = entries[index]
            let old = entry.start - frame.start - 1
            let insertion = entry.child < 0 || frame.kind == .array ? old : old + entry.keyLength + 3
            tail.withUnsafeBufferPointer { tail in
                buffer.append(UnsafeBufferPointer(rebasing: tail[at..<old]))
                entry.start = buffer.count
                buffer.append(UnsafeBufferPointer(rebasing: tail[old..<insertion]))
            }
            at = insertion
            if entry.child >= 0 {
                let child = children[entry.child]
                if child.frames.count == 1 && child.frames[0].kind == .empty { child.openObject(0) }
                guard child.frames.count == 1 else { throw fault("a nested container was left open") }
                try child.endFrame()
                if let misuse = child.misuse { throw fault(misuse) }
                buffer.append(child.buffer.bytes)
            }
            entries[index] = entry
        }
        tail.withUnsafeBufferPointer { buffer.append(UnsafeBufferPointer(rebasing: $0[at...])) }
        children.removeLast(children.count - frame.firstChild)
    }

    /// Puts the fields of an object, or the elements of a set, in order. Of fields with one key the last stays.
    private func sort(_ frame: Frame) {
        let content = Array(buffer.bytes[(frame.start + 1)...])
        let base = frame.start + 1
        let count = entries.count - frame.firstEntry
        content.withUnsafeBufferPointer { content in
            func part(_ index: Int) -> UnsafeBufferPointer<UInt8> {
                let start = entries[frame.firstEntry + index].start - base
                let end = index + 1 < count ? entries[frame.firstEntry + index + 1].start - base - 1 : content.count
                return UnsafeBufferPointer(rebasing: content[start..<end])
            }
            func sortKey(_ index: Int) -> UnsafeBufferPointer<UInt8> {
                guard frame.kind == .object else { return part(index) }
                let entry = entries[frame.firstEntry + index]
                let start = entry.start - base + 1
                return UnsafeBufferPointer(rebasing: content[start..<start + entry.keyLength])
            }
            let order = (0..<count).sorted { a, b in Bytes.precedes(sortKey(a), sortKey(b)) ?? (a < b) }
            buffer.truncate(to: base)
            for (position, index) in order.enumerated() {
                if frame.kind == .object, position + 1 < count,
                    Bytes.precedes(sortKey(index), sortKey(order[position + 1])) == nil
                {
                    continue
                }
                if buffer.count > base { buffer.append(UInt8(ascii: ",")) }
                buffer.append(part(index))
            }
        }
    }

    // MARK: Errors

    /// The way to the value of the frame at `depth`, as far as it can be told.
    func path(to depth: Int) -> [any CodingKey] {
        var path = outerPath
        for (index, frame) in frames.prefix(depth).enumerated() where frame.count > 0 {
            switch frame.kind {
            case .array: path.append(JSONPathKey(intValue: frame.count - 1))
            case .object:
                let next = index + 1 < frames.count ? frames[index + 1].firstEntry : entries.count
                guard next > frame.firstEntry else { continue }
                path.append(JSONPathKey(stringValue: JSONText.unescaped(key(entries[next - 1]))))
            case .empty, .scalar: continue
            }
        }
        return path
    }

    private func fault(_ message: String) -> EncodingError {
        .invalidValue(message, .init(codingPath: path(to: frames.count), debugDescription: message))
    }
}
