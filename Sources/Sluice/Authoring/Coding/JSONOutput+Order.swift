extension JSONOutput {
    /// Puts what the children of a frame wrote where they were begun.
    mutating func join(_ frame: Frame) throws {
        let tail = Array(buffer.bytes[(frame.start + 1)...])
        buffer.truncate(to: frame.start + 1)
        var at = 0
        for index in Int(frame.firstEntry)..<entries.count {
            var entry = entries[index]
            let old = entry.start - frame.start - 1
            // In an object a child stands behind its key and colon.
            let insertion = entry.child < 0 || frame.kind == .array ? old : old + Int(entry.keyLength) + 3
            tail.withUnsafeBufferPointer { tail in
                buffer.append(UnsafeBufferPointer(rebasing: tail[at..<old]))
                entry.start = buffer.count
                buffer.append(UnsafeBufferPointer(rebasing: tail[old..<insertion]))
            }
            at = insertion
            if entry.child >= 0 {
                let child = children[Int(entry.child)]
                do {
                    try child.finish()
                } catch {
                    throw fault(JSONCoding.describe(error))
                }
                buffer.append(child.output.pointee.buffer.bytes)
            }
            entries[index] = entry
        }
        tail.withUnsafeBufferPointer { buffer.append(UnsafeBufferPointer(rebasing: $0[at...])) }
        children.removeLast(children.count - Int(frame.firstChild))
    }

    /// Puts the fields of an object, or the elements of a set, in order. Of fields with one key the last stays.
    mutating func sort(_ frame: Frame) {
        let base = frame.start + 1
        let first = Int(frame.firstEntry)
        let count = entries.count - first
        let isObject = frame.kind == .object
        let length = buffer.count - base
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: length) { content in
            withUnsafeTemporaryAllocation(of: Part.self, capacity: count) { parts in
                guard length > 0, let copy = content.baseAddress else { return }
                copy.initialize(from: buffer.base + base, count: length)
                for index in 0..<count {
                    let entry = entries[first + index]
                    let start = entry.start - base
                    // What stands between two parts is a comma.
                    let end = index + 1 < count ? entries[first + index + 1].start - base - 1 : length
                    let bytes = UnsafeBufferPointer(start: UnsafePointer(copy + start), count: end - start)
                    let key =
                        isObject
                        ? UnsafeBufferPointer(start: UnsafePointer(copy + start + 1), count: Int(entry.keyLength))
                        : bytes
                    (parts.baseAddress.unsafelyUnwrapped + index).initialize(
                        to: Part(key: key, bytes: bytes, index: index))
                }
                JSONOutput.sort(parts)
                buffer.truncate(to: base)
                for index in 0..<count {
                    if isObject, index + 1 < count, Bytes.precedes(parts[index].key, parts[index + 1].key) == nil {
                        continue
                    }
                    if buffer.count > base { buffer.append(UInt8(ascii: ",")) }
                    buffer.append(parts[index].bytes)
                }
            }
        }
    }

    /// One field, element or pair with what it is sorted by.
    private struct Part {
        var key: UnsafeBufferPointer<UInt8>
        var bytes: UnsafeBufferPointer<UInt8>
        var index: Int

        func precedes(_ other: Part) -> Bool { Bytes.precedes(key, other.key) ?? (index < other.index) }
    }

    private static func sort(_ parts: UnsafeMutableBufferPointer<Part>) {
        guard parts.count <= 24 else {
            var parts = parts
            parts.sort { $0.precedes($1) }
            return
        }
        for index in 1..<max(parts.count, 1) {
            let part = parts[index]
            var at = index
            while at > 0 && part.precedes(parts[at - 1]) {
                parts[at] = parts[at - 1]
                at -= 1
            }
            parts[at] = part
        }
    }
}
