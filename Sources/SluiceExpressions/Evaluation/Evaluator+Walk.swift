extension Evaluator {
    /// Moves a walk to its next element. Nil behind the last; false if all must end.
    @inline(__always)
    mutating func next(_ walk: inout Walk, _ number: UInt32) -> Bool? {
        remaining &-= Cost.element
        if remaining < 0 {
            _ = abort(.budget, number)
            return false
        }
        switch walk.tag {
        case .list:
            guard walk.index < walk.count else { return nil }
            walk.key = .int(Int64(walk.index))
            walk.value = walk.items.unsafelyUnwrapped[walk.index]
            walk.index += 1
            return true
        case .map:
            guard walk.index < walk.count else { return nil }
            walk.key = walk.items.unsafelyUnwrapped[2 * walk.index]
            walk.value = walk.items.unsafelyUnwrapped[2 * walk.index + 1]
            walk.index += 1
            return true
        default: return nextInDocument(&walk, number)
        }
    }

    private mutating func nextInDocument(_ walk: inout Walk, _ number: UInt32) -> Bool? {
        let start = walk.cursor.position
        defer { remaining &-= Cost.bytes(walk.cursor.position - start) }
        if walk.pending {
            walk.pending = false
            guard walk.cursor.skipValue() else { return broken(walk.cursor, number) }
        }
        let isArray = walk.tag == .jsonArray
        let bracket = isArray ? UInt8(ascii: "]") : UInt8(ascii: "}")
        guard let more = walk.cursor.advance(first: walk.index == 0, closing: bracket) else { return nil }
        guard more else { return broken(walk.cursor, number) }
        if isArray {
            walk.key = .int(Int64(walk.index))
        } else {
            guard walk.cursor.peek == UInt8(ascii: "\"") else { return broken(walk.cursor, number) }
            walk.key = load(&walk.cursor, number)
            if walk.key.tag == .abort { return false }
            guard walk.cursor.take(UInt8(ascii: ":")) else { return broken(walk.cursor, number) }
            walk.cursor.skipSpace()
        }
        walk.index += 1
        guard walk.reads else {
            walk.pending = true
            return true
        }
        walk.value = load(&walk.cursor, number)
        walk.pending = walk.value.tag == .jsonArray || walk.value.tag == .jsonObject
        return walk.value.tag != .abort
    }

    private mutating func broken(_ cursor: JSONCursor, _ number: UInt32) -> Bool {
        _ = malformed(cursor, number)
        return false
    }
}
