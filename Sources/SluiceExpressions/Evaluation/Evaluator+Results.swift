extension Evaluator {
    /// The operand as a value of its own. Nil if it is none, with the failure noted.
    mutating func export(_ operand: Operand, depth: Int = 0) -> CELValue? {
        let number = program.root
        guard depth < Self.valueDepth else {
            _ = abort(.depth, number, .int(Int64(Self.valueDepth)))
            return nil
        }
        switch operand.tag {
        case .null: return .null
        case .bool: return .bool(operand.isTrue)
        case .int: return .int(operand.int)
        case .uint: return .uint(operand.a)
        case .double: return .double(operand.double)
        case .string:
            remaining &-= Cost.bytes(Int(operand.b))
            return .string(Array(operand.text))
        case .bytes:
            remaining &-= Cost.bytes(Int(operand.b))
            return .bytes(Array(operand.text))
        case .timestamp: return .timestamp(operand.timestamp)
        case .duration: return .duration(operand.duration)
        case .type: return .type(operand.namedType)
        case .list, .jsonArray:
            var values: [CELValue] = []
            var walk = Walk(operand)
            while let more = next(&walk, number) {
                guard more, let value = export(walk.value, depth: depth + 1) else { return nil }
                values.append(value)
            }
            return .list(values)
        case .map, .jsonObject:
            var map = CELMap()
            var walk = Walk(operand)
            while let more = next(&walk, number) {
                guard more, let key = export(walk.key, depth: depth + 1),
                    let value = export(walk.value, depth: depth + 1)
                else { return nil }
                map.entries.append(CELMap.Entry(key: key, value: value))
            }
            return .map(map)
        case .failure, .abort: return nil
        }
    }

    /// Appends the operand as JSON. False if it cannot be, with the failure noted; `bytes` then hold half a value.
    mutating func write(_ operand: Operand, into bytes: inout [UInt8], depth: Int = 0) -> Bool {
        let number = program.root
        if remaining < 0 {
            _ = abort(.budget, number)
            return false
        }
        switch operand.tag {
        case .null: JSONWriter.null(into: &bytes)
        case .bool: JSONWriter.bool(operand.isTrue, into: &bytes)
        case .int: JSONWriter.int(operand.int, into: &bytes)
        case .uint: JSONWriter.uint(operand.a, into: &bytes)
        case .double:
            guard operand.double.isFinite else { return refuse(operand) }
            DecimalText.append(operand.double, to: &bytes)
        case .string: writeText(operand, into: &bytes)
        case .bytes:
            remaining &-= Cost.bytes(Int(operand.b))
            JSONWriter.base64(operand.text, into: &bytes)
        case .timestamp:
            bytes.append(UInt8(ascii: "\""))
            operand.timestamp.write(into: &bytes)
            bytes.append(UInt8(ascii: "\""))
        case .duration:
            bytes.append(UInt8(ascii: "\""))
            operand.duration.write(into: &bytes)
            bytes.append(UInt8(ascii: "\""))
        case .jsonArray, .jsonObject:
            var cursor = operand.cursor
            let start = cursor.position
            let deepest = cursor.skipContainer()
            guard deepest > 0 else {
                _ = malformed(cursor, number)
                return false
            }
            guard depth + deepest <= JSON.maximumDepth else { return refuseDepth() }
            remaining &-= Cost.bytes(cursor.position - start)
            bytes.append(contentsOf: UnsafeBufferPointer(start: start, count: cursor.position - start))
        case .list: return writeList(operand, into: &bytes, depth: depth)
        case .map: return writeMap(operand, into: &bytes, depth: depth)
        case .type: return refuse(operand)
        case .failure, .abort: return false
        }
        return true
    }

    private mutating func refuse(_ operand: Operand) -> Bool {
        _ = fail(.resultNotJSON, program.root, operand)
        return false
    }

    private mutating func refuseDepth() -> Bool {
        _ = fail(.depth, program.root, .int(Int64(JSON.maximumDepth)))
        return false
    }

    private mutating func writeText(_ operand: Operand, into bytes: inout [UInt8]) {
        remaining &-= Cost.bytes(Int(operand.b))
        guard operand.isPlain else { return JSONWriter.string(operand.text, into: &bytes) }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: operand.text)
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func writeList(_ operand: Operand, into bytes: inout [UInt8], depth: Int) -> Bool {
        guard depth < JSON.maximumDepth else { return refuseDepth() }
        bytes.append(UInt8(ascii: "["))
        for (index, element) in operand.elements.enumerated() {
            remaining &-= Cost.element
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            guard write(element, into: &bytes, depth: depth + 1) else { return false }
        }
        bytes.append(UInt8(ascii: "]"))
        return true
    }

    private mutating func writeMap(_ operand: Operand, into bytes: inout [UInt8], depth: Int) -> Bool {
        guard depth < JSON.maximumDepth else { return refuseDepth() }
        let table = operand.map.pointee
        bytes.append(UInt8(ascii: "{"))
        for index in 0..<table.count {
            let key = table.entries[2 * index]
            remaining &-= Cost.element
            guard key.tag == .string else { return refuse(key) }
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            writeText(key, into: &bytes)
            bytes.append(UInt8(ascii: ":"))
            guard write(table.entries[2 * index + 1], into: &bytes, depth: depth + 1) else { return false }
        }
        bytes.append(UInt8(ascii: "}"))
        return true
    }
}
