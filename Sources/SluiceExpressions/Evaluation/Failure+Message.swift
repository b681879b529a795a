extension Evaluator {
    /// The failure in words. Called while everything that it points to is still there.
    consuming func error() -> EvaluationError {
        let place = program.place(of: failure.instruction)
        let (code, message, hint) = words()
        return EvaluationError(
            code, message, hint: hint, place: place, absentCondition: absentCondition(of: failure))
    }

    private borrowing func words() -> (EvaluationError.Code, String, String?) {
        let x = OperandText.describe(failure.x)
        let y = OperandText.describe(failure.y)
        switch failure.reason {
        case .none: return (.result, "the expression has no value", nil)
        case .unbound:
            let slot = Int(failure.x.int)
            let name = slot < program.variables.count ? "\(program.variables[slot])" : "slot \(slot)"
            return (.unknown, "no value is bound to '\(name)'", "bind every variable, absent ones to null")
        case .unknownName: return (.unknown, "there is no variable \(OperandText.bare(failure.x))", nil)
        case .unknownFunction: return (.unknown, "there is no function \(OperandText.bare(failure.x))", nil)
        case .operand: return (.noOverload, "found \(x), which \(subject) does not take", nullHint ?? typeHint)
        case .operands:
            return (.noOverload, "found \(x) and \(y), which \(subject) does not take", nullHint ?? typeHint)
        case .notBool:
            return (.noOverload, "expected a bool, found \(x)", boolHint ?? "compare it: value == …")
        case .notContainer: return (.noOverload, "found \(x), which has no field or element \(y)", nullHint)
        case .noSuchKey:
            return (
                .noSuchKey, "there is no key \(y) here",
                OperandText.nearestKey(failure.y, in: failure.x) ?? keyHint
            )
        case .outOfRange: return (.index, "the list has no element number \(y)", "compare with size(list) before")
        case .badIndex: return (.index, "expected a whole number as index of a list, found \(y)", nil)
        case .notIterable: return (.noOverload, "expected a list or map to go through, found \(x)", nullHint)
        case .divisionByZero: return (.divisionByZero, "division of \(x) by zero", "compare the divisor with 0 before")
        case .overflow:
            return (.overflow, "\(subject) on \(x) and \(y) exceeds the range of \(failure.x.typeName.label)", nil)
        case .conversion: return (.conversion, "\(x) does not convert by \(subject)", conversionHint)
        case .notUTF8: return (.conversion, "the bytes are not UTF-8 text", nil)
        case .badKey: return (.mapKey, "\(x) cannot be the key of a map", "keys are string, int, uint or bool")
        case .duplicateKey: return (.mapKey, "the key \(x) stands twice in one map", nil)
        case .zone: return (.timeZone, OperandText.zoneMessage(failure.x.text), OperandText.zoneHint)
        case .pattern: return (.pattern, "the pattern \(x) does not compile: \(note ?? "")", nil)
        case .document:
            let byte = failure.x.int
            let found = byte >= 0 && failure.x.tag == .int ? JSON.name(of: UInt8(truncatingIfNeeded: byte)) : "the end"
            return (.document, "the bound document is not JSON: found \(found)", "bind validated documents only")
        case .number: return (.document, "a number in the bound document exceeds the range of a double", nil)
        case .documentSize: return (.document, "a bound value is larger than 4 GiB", nil)
        case .budget:
            let source = OperandText.shortened(program.source, to: 60)
            return (
                .budget, "the expression `\(source)` was stopped: it costs more than its budget of \(budget) units",
                "go through fewer elements, or raise the budget"
            )
        case .depth: return (.depth, "values nest deeper than \(failure.x.int)", nil)
        case .resultNotBool: return (.result, "expected a bool as result, found \(x)", boolHint)
        case .resultNotJSON:
            return (.result, "\(x) cannot be written as JSON", "keys are strings; numbers are finite; no types")
        }
    }

    /// What failed, as the source has it.
    private var subject: String {
        let source = program.source
        let offset = Int(program.offsets[Int(failure.instruction)])
        guard offset < source.count else { return "the expression" }
        if Lexis.beginsName(source[offset]) {
            let name = source[offset...].prefix { Lexis.continuesName($0) }
            return name.elementsEqual("in".utf8) ? "'in'" : "\(String(decoding: name, as: UTF8.self))()"
        }
        if source[offset] == UInt8(ascii: "[") { return "the index" }
        let sign = source[offset...].prefix { "<>=!+-*/%&|?".utf8.contains($0) }
        let text = String(decoding: sign.prefix(2), as: UTF8.self)
        return BinaryOperator(rawValue: text) != nil || text.utf8.count < 2 ? "'\(text)'" : "'\(text.prefix(1))'"
    }

    private var typeHint: String? {
        let numbers: [Operand.Tag] = [.int, .uint, .double]
        if numbers.contains(failure.x.tag), numbers.contains(failure.y.tag), failure.x.tag != failure.y.tag {
            return "convert one side with int(), uint() or double()"
        }
        if (failure.x.tag == .string) != (failure.y.tag == .string), subject == "'+'" {
            return "convert with string()"
        }
        return nil
    }

    private var conversionHint: String? {
        switch subject {
        case "timestamp()": "write it as 2025-01-31T12:00:00Z, in the years 1 to 9999"
        case "duration()": "write it as 1h30m, 1.5s or 20ms, within 292 years"
        default: nil
        }
    }
}
