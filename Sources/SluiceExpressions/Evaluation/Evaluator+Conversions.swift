extension Evaluator {
    mutating func toBool(_ operand: Operand, _ number: UInt32) -> Operand {
        switch operand.tag {
        case .bool: return operand
        case .string:
            switch String(decoding: operand.text.prefix(8), as: UTF8.self) {
            case "1", "t", "T", "true", "TRUE", "True": return .bool(true)
            case "0", "f", "F", "false", "FALSE", "False": return .bool(false)
            default: return fail(.conversion, number, operand)
            }
        default: return fail(.operand, number, operand)
        }
    }

    mutating func toInt(_ operand: Operand, _ number: UInt32) -> Operand {
        switch operand.tag {
        case .int: return operand
        case .uint: return Int64(exactly: operand.a).map { .int($0) } ?? fail(.conversion, number, operand)
        case .double:
            // Both ends are excluded: the nearest doubles do not come back.
            let value = operand.double
            guard value > -0x1p63, value < 0x1p63 else { return fail(.conversion, number, operand) }
            return .int(Int64(value))
        case .string:
            guard let (magnitude, negative) = Self.decimal(operand.text) else {
                return fail(.conversion, number, operand)
            }
            if negative, magnitude == Int64.min.magnitude { return .int(.min) }
            guard let value = Int64(exactly: magnitude) else { return fail(.conversion, number, operand) }
            return .int(negative ? -value : value)
        case .timestamp: return .int(operand.int)
        default: return fail(.operand, number, operand)
        }
    }

    mutating func toUInt(_ operand: Operand, _ number: UInt32) -> Operand {
        switch operand.tag {
        case .uint: return operand
        case .int: return UInt64(exactly: operand.int).map { .uint($0) } ?? fail(.conversion, number, operand)
        case .double:
            let value = operand.double
            guard value >= 0, value < 0x1p64 else { return fail(.conversion, number, operand) }
            return .uint(UInt64(value))
        case .string:
            guard let (magnitude, negative) = Self.decimal(operand.text), !negative else {
                return fail(.conversion, number, operand)
            }
            return .uint(magnitude)
        default: return fail(.operand, number, operand)
        }
    }

    mutating func toDouble(_ operand: Operand, _ number: UInt32) -> Operand {
        switch operand.tag {
        case .double: return operand
        case .int: return .double(Double(operand.int))
        case .uint: return .double(Double(operand.a))
        case .string:
            guard let value = DecimalText.double(operand.text) else { return fail(.conversion, number, operand) }
            return .double(value)
        default: return fail(.operand, number, operand)
        }
    }

    mutating func toString(_ operand: Operand, _ number: UInt32) -> Operand {
        var text: [UInt8] = []
        switch operand.tag {
        case .string: return operand
        case .bytes:
            remaining &-= Cost.bytes(Int(operand.b))
            guard UTF8Text.firstInvalid(operand.text) == nil else { return fail(.notUTF8, number, operand) }
            return .text(.string, operand.text)
        case .bool: JSONWriter.bool(operand.isTrue, into: &text)
        case .int: JSONWriter.int(operand.int, into: &text)
        case .uint: JSONWriter.uint(operand.a, into: &text)
        case .double: DecimalText.appendPlain(operand.double, to: &text)
        case .timestamp: operand.timestamp.write(into: &text)
        case .duration: operand.duration.write(into: &text)
        default: return fail(.operand, number, operand)
        }
        return .text(.string, arena.copy(text), isPlain: true)
    }

    mutating func toTimestamp(_ operand: Operand, _ number: UInt32) -> Operand {
        let moment: CELTimestamp?
        switch operand.tag {
        case .timestamp: return operand
        case .int: moment = CELTimestamp(seconds: operand.int)
        case .string: moment = CELTimestamp(operand.text)
        default: return fail(.operand, number, operand)
        }
        return moment.map { .timestamp($0) } ?? fail(.conversion, number, operand)
    }

    mutating func toDuration(_ operand: Operand, _ number: UInt32) -> Operand {
        switch operand.tag {
        case .duration: return operand
        case .string: return CELDuration(operand.text).map { .duration($0) } ?? fail(.conversion, number, operand)
        default: return fail(.operand, number, operand)
        }
    }

    /// Decimal digits with an optional sign. Nil for other text and beyond 64 bits.
    private static func decimal(_ text: UnsafeBufferPointer<UInt8>) -> (magnitude: UInt64, negative: Bool)? {
        let negative = text.first == UInt8(ascii: "-")
        let digits = text.dropFirst(negative || text.first == UInt8(ascii: "+") ? 1 : 0)
        guard !digits.isEmpty else { return nil }
        var magnitude: UInt64 = 0
        for byte in digits {
            guard Lexis.isDigit(byte) else { return nil }
            let (product, high) = magnitude.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(UInt64(byte - UInt8(ascii: "0")))
            if high || carry { return nil }
            magnitude = sum
        }
        return (magnitude, negative)
    }
}
