extension Evaluator {
    mutating func text(_ function: Function, _ left: Operand, _ right: Operand, _ number: UInt32) -> Operand {
        let text = left.text
        let part = right.text
        switch function {
        case .startsWith: return .bool(matches(part, in: text, at: 0))
        case .endsWith: return .bool(matches(part, in: text, at: text.count - part.count))
        case .contains: return contains(part, in: text, number)
        default: return matches(left, source: right, number)
        }
    }

    @inline(__always)
    private mutating func matches(
        _ part: UnsafeBufferPointer<UInt8>, in text: UnsafeBufferPointer<UInt8>, at place: Int
    ) -> Bool {
        guard place >= 0, part.count <= text.count - place else { return false }
        guard let start = text.baseAddress, let other = part.baseAddress else { return part.count == 0 }
        remaining &-= Cost.bytes(part.count)
        return ByteWord.equal(start + place, other, count: part.count)
    }

    /// Tries every place; what it compares is paid for, so the worst case ends with the budget.
    private mutating func contains(
        _ part: UnsafeBufferPointer<UInt8>, in text: UnsafeBufferPointer<UInt8>, _ number: UInt32
    ) -> Operand {
        remaining &-= Cost.bytes(text.count)
        guard let first = part.first else { return .bool(true) }
        guard part.count <= text.count else { return .bool(false) }
        for place in 0...(text.count - part.count) where text[place] == first {
            if matches(part, in: text, at: place) { return .bool(true) }
            remaining &-= Cost.element
            if remaining < 0 { return abort(.budget, number) }
        }
        return .bool(false)
    }

    /// `matches` with a pattern that was compiled with the expression.
    mutating func matches(_ operand: Operand, pattern: Int, _ number: UInt32) -> Operand {
        guard operand.tag == .string else { return fail(.operand, number, operand) }
        return run(program.patterns[pattern], on: operand, number)
    }

    /// `matches` with a pattern that is only known now.
    private mutating func matches(_ operand: Operand, source: Operand, _ number: UInt32) -> Operand {
        remaining &-= Cost.patternSource(Int(source.b))
        if remaining < 0 { return abort(.budget, number) }
        do throws(PatternError) {
            let pattern = try Pattern(source.text)
            remaining &-= pattern.instructions.count
            return run(pattern, on: operand, number)
        } catch {
            note = "\(error.message) (byte \(error.offset) of the pattern)" + (error.hint.map { "; \($0)" } ?? "")
            return fail(.pattern, number, source)
        }
    }

    private mutating func run(_ pattern: borrowing Pattern, on operand: Operand, _ number: UInt32) -> Operand {
        let words = PatternMatcher.scratchWords(pattern.instructions.count)
        if words > patternScratchWords {
            let memory = arena.allocate(words * 4).bindMemory(to: UInt32.self, capacity: words)
            memory.initialize(repeating: 0, count: words)
            patternScratch = memory
            patternScratchWords = words
        }
        var steps = 0
        let limit = max(remaining, 0) > Int.max / 8 ? Int.max : max(remaining, 0) * 4 + 4
        let result = PatternMatcher.matches(
            pattern, operand.text, scratch: patternScratch.unsafelyUnwrapped, limit: limit, steps: &steps)
        remaining &-= Cost.states(steps)
        guard let result else { return abort(.budget, number) }
        return .bool(result)
    }
}
