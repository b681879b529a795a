extension Evaluator {
    /// The language's equality: numbers across their kinds, lists and maps by their parts, anything else only with its
    /// own type. Nil if all must end.
    @inline(__always)
    mutating func equal(_ left: Operand, _ right: Operand, _ number: UInt32) -> Bool? {
        if left.tag == right.tag {
            switch left.tag {
            case .int, .uint, .bool, .duration, .type: return left.a == right.a
            case .string, .bytes: return sameText(left, right)
            default: break
            }
        }
        return equal(left, right, depth: 0, number)
    }

    @inline(__always)
    private mutating func sameText(_ left: Operand, _ right: Operand) -> Bool {
        guard left.b == right.b else { return false }
        if left.b == 0 { return true }
        remaining &-= Cost.bytes(Int(left.b))
        return ByteWord.equal(
            left.text.baseAddress.unsafelyUnwrapped, right.text.baseAddress.unsafelyUnwrapped, count: Int(left.b))
    }

    @inline(never)
    private mutating func equal(_ left: Operand, _ right: Operand, depth: Int, _ number: UInt32) -> Bool? {
        guard depth < Self.valueDepth else {
            _ = abort(.depth, number, .int(Int64(Self.valueDepth)))
            return nil
        }
        switch (left.tag, right.tag) {
        case (.int, .int), (.uint, .uint), (.bool, .bool), (.duration, .duration), (.type, .type):
            return left.a == right.a
        case (.null, .null): return true
        case (.timestamp, .timestamp): return left.a == right.a && left.b == right.b
        case (.string, .string), (.bytes, .bytes): return sameText(left, right)
        case (.int, .uint), (.int, .double), (.uint, .int), (.uint, .double), (.double, .int), (.double, .uint),
            (.double, .double):
            return NumberOrder.of(left, right) == .equal
        case (.list, .list), (.list, .jsonArray), (.jsonArray, .list), (.jsonArray, .jsonArray):
            return equalLists(left, right, depth: depth, number)
        case (.map, .map), (.map, .jsonObject), (.jsonObject, .map), (.jsonObject, .jsonObject):
            return equalMaps(left, right, depth: depth, number)
        default: return false
        }
    }

    private mutating func equalLists(_ left: Operand, _ right: Operand, depth: Int, _ number: UInt32) -> Bool? {
        if left.tag == .list, right.tag == .list, left.b != right.b { return false }
        var first = Walk(left)
        var second = Walk(right)
        while true {
            let more = next(&first, number)
            let also = next(&second, number)
            if more == false || also == false { return nil }
            guard more != nil, also != nil else { return more == also }
            guard let same = equal(first.value, second.value, depth: depth + 1, number) else { return nil }
            if !same { return false }
        }
    }

    /// Every entry of one is in the other, and the other has no more.
    private mutating func equalMaps(_ left: Operand, _ right: Operand, depth: Int, _ number: UInt32) -> Bool? {
        let size = self.size(right, number)
        if size.isFailure { return nil }
        var walk = Walk(left)
        var count: Int64 = 0
        while let more = next(&walk, number) {
            guard more else { return nil }
            count += 1
            switch lookup(right, walk.key, number) {
            case .found(let value):
                guard let same = equal(walk.value, value, depth: depth + 1, number) else { return nil }
                if !same { return false }
            case .missing, .notMap: return false
            case .abort: return nil
            }
        }
        return count == size.int
    }
}
