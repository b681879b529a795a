extension Evaluator {
    /// How deep values from outside may nest.
    static var valueDepth: Int { 300 }

    /// Reads a variable for the first time.
    mutating func loadSlot(_ slot: UInt32, _ number: UInt32) -> Operand {
        guard Int(slot) < bindings.count else { return fail(.unbound, number, .int(Int64(slot))) }
        let operand: Operand
        switch bindings[Int(slot)] {
        case .null: operand = .null
        case .json(let bytes): operand = document(bytes, number)
        case .value(let value): operand = take(value, depth: 0, number)
        }
        if operand.tag != .abort { slots[Int(slot)] = operand }
        return operand
    }

    private mutating func document(_ bytes: UnsafeRawBufferPointer, _ number: UInt32) -> Operand {
        guard bytes.count <= Int(UInt32.max) else { return abort(.documentSize, number) }
        guard var cursor = JSON.cursor(bytes) else { return abort(.document, number) }
        cursor.skipSpace()
        return load(&cursor, number)
    }

    /// The value at the cursor. Moves behind a scalar; an array or object stays ahead, not looked into.
    @inline(__always)
    mutating func load(_ cursor: inout JSONCursor, _ number: UInt32) -> Operand {
        guard let byte = cursor.peek else { return malformed(cursor, number) }
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            let tag: Operand.Tag = byte == UInt8(ascii: "{") ? .jsonObject : .jsonArray
            let address = UInt64(UInt(bitPattern: cursor.position))
            return Operand(tag, address, UInt32(truncatingIfNeeded: cursor.end - cursor.position))
        case UInt8(ascii: "\""):
            cursor.position += 1
            let start = cursor.position
            guard let escaped = cursor.skipToQuote() else { return malformed(cursor, number) }
            let text = UnsafeBufferPointer(start: start, count: cursor.position - start)
            cursor.position += 1
            remaining &-= Cost.bytes(text.count)
            return escaped ? unescaped(text, cursor, number) : .text(.string, text, isPlain: true)
        default: return loadScalar(&cursor, byte, number)
        }
    }

    private mutating func loadScalar(_ cursor: inout JSONCursor, _ byte: UInt8, _ number: UInt32) -> Operand {
        switch byte {
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            let start = cursor.position
            switch JSONNumber.read(&cursor) {
            case .int(let value): return .int(value)
            case .double(let value): return .double(value)
            case nil: return cursor.position == start ? abort(.number, number) : malformed(cursor, number)
            }
        case UInt8(ascii: "t"): return word("true", .bool(true), &cursor, number)
        case UInt8(ascii: "f"): return word("false", .bool(false), &cursor, number)
        case UInt8(ascii: "n"): return word("null", .null, &cursor, number)
        default: return malformed(cursor, number)
        }
    }

    private mutating func word(
        _ word: StaticString, _ operand: Operand, _ cursor: inout JSONCursor, _ number: UInt32
    ) -> Operand {
        let count = word.utf8CodeUnitCount
        guard cursor.end - cursor.position >= count, ByteWord.equal(cursor.position, word.utf8Start, count: count)
        else {
            return malformed(cursor, number)
        }
        cursor.position += count
        return operand
    }

    /// A string with its escapes resolved, in the arena.
    private mutating func unescaped(
        _ text: UnsafeBufferPointer<UInt8>, _ cursor: JSONCursor, _ number: UInt32
    ) -> Operand {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(text.count)
        guard JSONText.decode(text, into: &decoded) == nil else { return malformed(cursor, number) }
        return .text(.string, arena.copy(decoded))
    }

    @inline(never)
    mutating func malformed(_ cursor: JSONCursor, _ number: UInt32) -> Operand {
        let byte = cursor.peek.map { Int64($0) } ?? -1
        return abort(.document, number, .int(byte))
    }

    /// A host's value, copied into the arena.
    mutating func take(_ value: CELValue, depth: Int, _ number: UInt32) -> Operand {
        guard depth < Self.valueDepth else { return abort(.depth, number, .int(Int64(Self.valueDepth))) }
        switch value {
        case .null: return .null
        case .bool(let value): return .bool(value)
        case .int(let value): return .int(value)
        case .uint(let value): return .uint(value)
        case .double(let value): return .double(value)
        case .string(let text): return take(text, .string, number)
        case .bytes(let bytes): return take(bytes, .bytes, number)
        case .timestamp(let value): return .timestamp(value)
        case .duration(let value): return .duration(value)
        case .type(let name): return .type(name)
        case .list(let values):
            let room = arena.operands(values.count)
            remaining &-= values.count
            for index in values.indices {
                let operand = take(values[index], depth: depth + 1, number)
                if operand.tag == .abort { return operand }
                room.initializeElement(at: index, to: operand)
            }
            return .list(UnsafeBufferPointer(room))
        case .map(let map):
            let room = arena.operands(map.entries.count * 2)
            remaining &-= map.entries.count
            for index in map.entries.indices {
                let key = take(map.entries[index].key, depth: depth + 1, number)
                let value = take(map.entries[index].value, depth: depth + 1, number)
                if key.tag == .abort || value.tag == .abort { return .abort }
                room.initializeElement(at: 2 * index, to: key)
                room.initializeElement(at: 2 * index + 1, to: value)
            }
            return .map(MapTable.make(UnsafeBufferPointer(room), in: &arena).table)
        }
    }

    private mutating func take(_ bytes: [UInt8], _ tag: Operand.Tag, _ number: UInt32) -> Operand {
        guard bytes.count <= Int(UInt32.max) else { return abort(.documentSize, number) }
        remaining &-= Cost.bytes(bytes.count)
        return .text(tag, arena.copy(bytes))
    }
}
