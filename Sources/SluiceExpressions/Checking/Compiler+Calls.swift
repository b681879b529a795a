extension Compiler {
    mutating func call(
        _ name: [UInt8], _ target: Int?, _ arguments: [Int], at node: Int
    ) throws(ExpressionError) -> Part {
        let text = Lexis.text(name)
        let operands = target.map { [$0] + arguments } ?? arguments
        guard let function = Function.byName[text] else {
            return try unknown(function: name, target, arguments, at: node)
        }
        let overloads = (target == nil ? function.global : function.member).filter {
            $0.parameters.count == operands.count
        }
        guard !overloads.isEmpty else {
            if !isChecked { return try unknown(function: name, target, arguments, at: node) }
            throw shape(function, isMethod: target != nil, arguments.count, at: node)
        }
        var compiled: [Part] = []
        for operand in operands { compiled.append(try compile(operand)) }
        var result = CELType.dyn
        if isChecked {
            let fitting = overloads.filter { overload in
                zip(overload.parameters, compiled).allSatisfy { $1.type.fits($0) }
            }
            guard let first = fitting.first else { throw mismatch(text, compiled, overloads, at: node) }
            result = first.result
            if let part = try folded(function, compiled, operands, at: node) { return part }
        }
        if function == .matches, let part = try matches(compiled, operands, at: node) { return part }
        let start = parts.list(compiled.map(\.number))
        return emit(
            Instruction(operation: .call, detail: function.rawValue, a: start, b: UInt32(compiled.count)), result,
            at: node)
    }

    /// `matches` with a constant pattern, compiled now.
    private mutating func matches(
        _ compiled: [Part], _ operands: [Int], at node: Int
    ) throws(ExpressionError) -> Part? {
        guard let pattern = constantValue(compiled[1]), pattern.tag == .string else { return nil }
        do throws(PatternError) {
            parts.patterns.append(try Pattern(pattern.text))
        } catch {
            // Unchecked, the pattern fails when it is reached.
            guard isChecked else { return nil }
            throw self.error(
                .constant, "the pattern does not compile: \(error.message) (byte \(error.offset) of the pattern)",
                hint: error.hint, at: operands[1])
        }
        return emit(
            Instruction(operation: .matches, a: compiled[0].number, b: UInt32(parts.patterns.count - 1)), .bool,
            at: node)
    }

    /// Times and spans of constants become constants, and what can never be evaluated is refused now.
    private mutating func folded(
        _ function: Function, _ compiled: [Part], _ operands: [Int], at node: Int
    ) throws(ExpressionError) -> Part? {
        switch function {
        case .timestamp:
            guard let value = constantValue(compiled[0]), value.tag == .string || value.tag == .int else { return nil }
            let moment = value.tag == .string ? CELTimestamp(value.text) : CELTimestamp(seconds: value.int)
            guard let moment else {
                throw error(
                    .constant, "\(OperandText.describe(value)) is no time",
                    hint: "write it as 2025-01-31T12:00:00Z, in the years 1 to 9999", at: operands[0])
            }
            return constant(.timestamp(moment), .timestamp, at: node)
        case .duration:
            guard let value = constantValue(compiled[0]), value.tag == .string else { return nil }
            guard let span = CELDuration(value.text) else {
                throw error(
                    .constant, "\(OperandText.describe(value)) is no duration",
                    hint: "write it as 1h30m, 1.5s or 20ms, within 292 years", at: operands[0])
            }
            return constant(.duration(span), .duration, at: node)
        default:
            guard compiled.count == 2, function != .matches, function.member.first?.parameters.first == .timestamp,
                let zone = constantValue(compiled[1]), zone.tag == .string, FixedOffset.seconds(zone.text) == nil
            else { return nil }
            throw error(
                .constant, OperandText.zoneMessage(zone.text), hint: OperandText.zoneHint, at: operands[1])
        }
    }

    // MARK: Errors

    private mutating func unknown(
        function name: [UInt8], _ target: Int?, _ arguments: [Int], at node: Int
    ) throws(ExpressionError) -> Part {
        guard isChecked else {
            let text = parts.constant(parts.text(.string, name))
            return emit(Instruction(operation: .unknown, detail: 1, a: text), .dyn, at: node)
        }
        let text = Lexis.text(name)
        if let usage = MacroKind.usages[text] {
            throw error(
                .unknownFunction, "\(text)() is a macro and does not take this form", hint: "write \(usage)", at: node)
        }
        if target == nil, ["now", "today", "time", "currentTime"].contains(text) {
            throw error(.unknownFunction, "there is no function '\(text)'", hint: Compiler.clockHint, at: node)
        }
        var known = Function.allCases.filter { !(target == nil ? $0.global : $0.member).isEmpty }.map { "\($0)" }
        known += target == nil ? ["has"] : MacroKind.usages.keys.sorted().filter { $0 != "has" }
        let near = NearestName.find(name, among: known.map { Array($0.utf8) })
        throw error(
            .unknownFunction, "there is no \(target == nil ? "function" : "method") '\(text)'",
            hint: near.map { "did you mean '\(Lexis.text($0))'?" }, at: node)
    }

    /// People look for it under several names.
    private static let clockHint =
        "there is no clock in expressions: it would not be the same on every node and in every fold; use times.start"

    private func shape(_ function: Function, isMethod: Bool, _ count: Int, at node: Int) -> ExpressionError {
        let others = isMethod ? function.global : function.member
        let same = isMethod ? function.member : function.global
        if same.isEmpty, !others.isEmpty {
            return error(
                .unknownFunction, "\(function) is \(isMethod ? "a function, not a method" : "a method")",
                hint: isMethod ? "write \(function)(value)" : "write value.\(function)(…)", at: node)
        }
        let wanted = Set(same.map { $0.parameters.count - (isMethod ? 1 : 0) }).sorted().map(String.init)
        return error(
            .unknownFunction,
            "\(function)() takes \(wanted.joined(separator: " or ")) arguments, found \(count)", at: node)
    }

    private func mismatch(
        _ name: String, _ found: [Part], _ overloads: [Function.Overload], at node: Int
    ) -> ExpressionError {
        func list(_ types: [CELType]) -> String { "(" + types.map(\.description).joined(separator: ", ") + ")" }
        let wanted = overloads.map { list($0.parameters) }.joined(separator: ", ")
        return error(
            .type, "\(name)() does not take \(list(found.map(\.type)))", hint: "it takes \(wanted)", at: node)
    }
}
