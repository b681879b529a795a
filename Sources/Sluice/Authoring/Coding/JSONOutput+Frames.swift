extension JSONOutput {
    /// Begins a value that may become anything. Returns its depth.
    mutating func openFrame(grouping: Int = 0) throws -> Int {
        guard frames.count < JSONTape.deepest else {
            throw fault("more than \(JSONTape.deepest) values within each other")
        }
        frames.append(
            Frame(start: buffer.count, firstEntry: Int32(entries.count), firstChild: Int32(children.count)))
        nextGrouping = grouping
        return frames.count - 1
    }

    mutating func openObject(_ depth: Int) {
        guard isAtHand(depth) else { return }
        switch frames[depth].kind {
        case .empty:
            frames[depth].kind = .object
            buffer.append(UInt8(ascii: "{"))
        case .object: break
        case .scalar, .array: misuse = "a value was written as an object and as something else"
        }
    }

    mutating func openArray(_ depth: Int) {
        guard isAtHand(depth) else { return }
        switch frames[depth].kind {
        case .empty:
            frames[depth].kind = .array
            frames[depth].grouping = UInt8(nextGrouping)
            nextGrouping = 0
            buffer.append(UInt8(ascii: "["))
        case .array: break
        case .scalar, .object: misuse = "a value was written as an array and as something else"
        }
    }

    /// The frame is one plain value.
    mutating func fill(_ depth: Int) {
        guard isAtHand(depth) else { return }
        if frames[depth].kind == .empty {
            frames[depth].kind = .scalar
        } else {
            misuse = "a value was written twice"
        }
    }

    mutating func beginField(_ key: String, _ depth: Int) {
        guard isAtHand(depth) else { return }
        let start = buffer.count
        buffer.append(quoted: key)
        let entry = Entry(start: start, keyLength: Int32(buffer.count - start - 2))
        buffer.append(UInt8(ascii: ":"))
        if frames[depth].isOrdered, frames[depth].count > 0,
            Bytes.precedes(self.key(entries[entries.count - 1]), self.key(entry)) != true
        {
            frames[depth].isOrdered = false
        }
        entries.append(entry)
        frames[depth].count += 1
    }

    mutating func beginElement(_ depth: Int) {
        guard isAtHand(depth) else { return }
        let grouping = Int32(frames[depth].grouping)
        if grouping > 0 && frames[depth].count % grouping == 0 { entries.append(Entry(start: buffer.count)) }
        frames[depth].count += 1
    }

    /// Every field and element leaves a comma behind it; the last one goes when the frame ends.
    @inline(__always)
    mutating func endElement() { buffer.append(UInt8(ascii: ",")) }

    /// `child` writes the field or element just begun.
    mutating func adopt(_ child: JSONWriter, _ depth: Int) {
        // Kept in any case: its containers do not count it.
        defer { children.append(child) }
        guard isAtHand(depth) else { return }
        let index = Int32(children.count)
        if frames[depth].kind == .object || frames[depth].grouping == 1 {
            entries[entries.count - 1].child = index
        } else {
            entries.append(Entry(start: buffer.count, child: index))
        }
    }

    mutating func endFrame() throws {
        let frame = frames[frames.count - 1]
        if frame.kind == .array || frame.kind == .object {
            if frame.count > 0 { buffer.truncate(to: buffer.count - 1) }
            if children.count > Int(frame.firstChild) { try join(frame) }
            if frame.kind == .object && !frame.isOrdered
                || frame.grouping > 0 && frame.count > Int32(frame.grouping)
            {
                sort(frame)
            }
            entries.removeLast(entries.count - Int(frame.firstEntry))
            buffer.append(frame.kind == .array ? UInt8(ascii: "]") : UInt8(ascii: "}"))
        }
        frames.removeLast()
    }

    /// Whether the frame at `depth` is the one that is being written.
    @inline(__always)
    private mutating func isAtHand(_ depth: Int) -> Bool {
        if depth == frames.count - 1 { return true }
        if misuse == nil { misuse = "a container was used after the value it belongs to was written" }
        return false
    }

    @inline(__always)
    func key(_ entry: Entry) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: buffer.base + entry.start + 1, count: Int(entry.keyLength))
    }
}
