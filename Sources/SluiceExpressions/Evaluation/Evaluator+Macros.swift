extension Evaluator {
    mutating func macro(_ node: Instruction, _ number: UInt32) -> Operand {
        let range = value(node.a)
        if range.isFailure { return range }
        switch range.tag {
        case .list, .map, .jsonArray, .jsonObject: break
        default: return fail(.notIterable, node.a, range)
        }
        let plan = program.macros[Int(node.b)]
        var walk = Walk(range)
        walk.reads = !walk.isMap || plan.second != nil
        switch MacroKind(rawValue: node.detail) {
        case .all: return quantify(&walk, plan, decisive: false, number)
        case .exists: return quantify(&walk, plan, decisive: true, number)
        case .existsOne: return existsOne(&walk, plan, number)
        case .filter: return filter(&walk, plan, number)
        case .transformMap: return transform(&walk, plan, number, toMap: true)
        case .map, nil: return transform(&walk, plan, number, toMap: false)
        }
    }

    /// Puts the element where the macro's variables are.
    @inline(__always)
    private mutating func bind(_ walk: Walk, _ plan: MacroPlan) {
        if let second = plan.second {
            locals[Int(plan.first)] = walk.key
            locals[Int(second)] = walk.value
        } else {
            locals[Int(plan.first)] = walk.isMap ? walk.key : walk.value
        }
    }

    /// `all` (`decisive` false) and `exists` (true): `&&` and `||` over the elements.
    private mutating func quantify(
        _ walk: inout Walk, _ plan: MacroPlan, decisive: Bool, _ number: UInt32
    ) -> Operand {
        var failed = false
        var first = Failure.none
        while let more = next(&walk, number) {
            guard more else { return .abort }
            bind(walk, plan)
            let operand = value(plan.body)
            if operand.tag == .bool {
                if operand.isTrue == decisive { return operand }
                continue
            }
            if operand.tag == .abort { return operand }
            if operand.tag != .failure { _ = fail(.notBool, plan.body, operand) }
            if !failed {
                failed = true
                first = failure
            }
        }
        guard failed else { return .bool(!decisive) }
        failure = first
        return .failure
    }

    private mutating func existsOne(_ walk: inout Walk, _ plan: MacroPlan, _ number: UInt32) -> Operand {
        var count = 0
        while let more = next(&walk, number) {
            guard more else { return .abort }
            bind(walk, plan)
            let operand = condition(plan.body)
            if operand.isFailure { return operand }
            if operand.isTrue { count += 1 }
        }
        return .bool(count == 1)
    }

    private mutating func filter(_ walk: inout Walk, _ plan: MacroPlan, _ number: UInt32) -> Operand {
        let mark = results.count
        while let more = next(&walk, number) {
            guard more else { return drop(mark, .abort) }
            bind(walk, plan)
            let operand = condition(plan.body)
            if operand.isFailure { return drop(mark, operand) }
            if operand.isTrue { results.append(walk.isMap ? walk.key : walk.value) }
        }
        return takeList(since: mark)
    }

    /// `map` and its kin, with a condition where the plan has one.
    private mutating func transform(
        _ walk: inout Walk, _ plan: MacroPlan, _ number: UInt32, toMap: Bool
    ) -> Operand {
        let mark = results.count
        while let more = next(&walk, number) {
            guard more else { return drop(mark, .abort) }
            bind(walk, plan)
            if let filter = plan.filter {
                let operand = condition(filter)
                if operand.isFailure { return drop(mark, operand) }
                if !operand.isTrue { continue }
            }
            let key = walk.key
            let operand = value(plan.body)
            if operand.isFailure { return drop(mark, operand) }
            if toMap { results.append(key) }
            results.append(operand)
        }
        return toMap ? takeMap(since: mark, number) : takeList(since: mark)
    }

    private mutating func condition(_ number: UInt32) -> Operand {
        let operand = value(number)
        return operand.isFailure || operand.tag == .bool ? operand : fail(.notBool, number, operand)
    }
}
