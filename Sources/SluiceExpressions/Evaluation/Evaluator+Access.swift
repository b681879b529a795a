extension Evaluator {
    /// How a look into a map or object ended.
    enum Lookup {
        case found(Operand)
        case missing
        case notMap
        case abort
    }

    /// Looks for `key` in a map or object.
    @inline(__always)
    mutating func lookup(_ container: Operand, _ key: Operand, _ number: UInt32) -> Lookup {
        switch container.tag {
        case .jsonObject:
            guard key.tag == .string else { return .missing }
            var cursor = container.cursor
            let start = cursor.position
            let search = cursor.find(key.text, plain: key.isPlain)
            remaining &-= Cost.bytes(cursor.position - start)
            switch search {
            case .missing: return .missing
            case .malformed:
                _ = malformed(cursor, number)
                return .abort
            case .found:
                let value = load(&cursor, number)
                return value.tag == .abort ? .abort : .found(value)
            }
        case .map:
            let (value, probes) = container.map.pointee.find(key)
            remaining &-= Cost.element * probes + Cost.bytes(key.tag == .string ? Int(key.b) : 0)
            return value.map { .found($0) } ?? .missing
        default: return .notMap
        }
    }

    mutating func select(_ container: Operand, _ key: Operand, _ number: UInt32) -> Operand {
        switch lookup(container, key, number) {
        case .found(let value): value
        case .missing: fail(.noSuchKey, number, container, key)
        case .notMap: fail(.notContainer, number, container, key)
        case .abort: .abort
        }
    }

    mutating func has(_ container: Operand, _ key: Operand, _ number: UInt32) -> Operand {
        switch lookup(container, key, number) {
        case .found: .bool(true)
        case .missing: .bool(false)
        case .notMap: fail(.notContainer, number, container, key)
        case .abort: .abort
        }
    }

    mutating func index(_ container: Operand, _ key: Operand, _ number: UInt32) -> Operand {
        guard container.tag == .list || container.tag == .jsonArray else { return select(container, key, number) }
        let position: Int?
        switch key.tag {
        case .int: position = Int(key.int)
        case .uint: position = Int(exactly: key.a) ?? Int.max
        case .double: position = WholeNumber.int(key.double).map { Int($0) }
        default: position = nil
        }
        guard let position else { return fail(.badIndex, number, container, key) }
        guard position >= 0 else { return fail(.outOfRange, number, container, key) }
        if container.tag == .list {
            return position < Int(container.b)
                ? container.elements[position] : fail(.outOfRange, number, container, key)
        }
        var cursor = container.cursor
        cursor.position += 1
        let start = cursor.position
        defer { remaining &-= Cost.bytes(cursor.position - start) }
        for element in 0...position {
            remaining &-= Cost.element
            guard let more = cursor.advance(first: element == 0, closing: UInt8(ascii: "]")) else {
                return fail(.outOfRange, number, container, key)
            }
            guard more else { return malformed(cursor, number) }
            if element == position { break }
            guard cursor.skipValue() else { return malformed(cursor, number) }
        }
        return load(&cursor, number)
    }

    /// `element in container`
    mutating func inside(_ element: Operand, _ container: Operand, _ number: UInt32) -> Operand {
        switch container.tag {
        case .list, .jsonArray:
            var walk = Walk(container)
            while let more = next(&walk, number) {
                guard more else { return .abort }
                guard let equal = equal(element, walk.value, number) else { return .abort }
                if equal { return .bool(true) }
            }
            return .bool(false)
        case .map, .jsonObject: return has(container, element, number)
        default: return fail(.operands, number, element, container)
        }
    }

    /// The number of characters, bytes, elements or entries.
    mutating func size(_ operand: Operand, _ number: UInt32) -> Operand {
        switch operand.tag {
        case .string: return .int(Int64(UTF8Text.scalarCount(operand.text)))
        case .bytes, .list: return .int(Int64(operand.b))
        case .map: return .int(Int64(operand.map.pointee.count))
        case .jsonArray, .jsonObject:
            var walk = Walk(operand)
            walk.reads = false
            var count: Int64 = 0
            while let more = next(&walk, number) {
                guard more else { return .abort }
                count += 1
            }
            return .int(count)
        default: return fail(.operand, number, operand)
        }
    }
}
