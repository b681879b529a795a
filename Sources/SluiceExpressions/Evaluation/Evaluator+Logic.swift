extension Evaluator {
    /// A chain of `&&` (`decisive` false) or `||` (true): the first operand with the decisive value decides, whatever
    /// failed before or would fail behind it. Of several failures the first is told, in whatever order they stand, a
    /// variable that is null before all others in `&&` and behind them in `||`: a host may take it for false.
    mutating func logic(_ node: Instruction, decisive: Bool) -> Operand {
        var failed = false
        var firstIsAbsent = false
        var first = Failure.none
        for place in Int(node.a)..<Int(node.a + node.b) {
            let child = children.unsafelyUnwrapped[place]
            let operand = value(child)
            if operand.tag == .bool {
                if operand.isTrue == decisive { return operand }
                continue
            }
            if operand.tag == .abort { return operand }
            if operand.tag != .failure { _ = fail(.notBool, child, operand) }
            let isAbsent = absentCondition(of: failure) != nil
            if !failed || (isAbsent != firstIsAbsent && isAbsent != decisive) {
                failed = true
                first = failure
                firstIsAbsent = isAbsent
            }
        }
        guard failed else { return .bool(!decisive) }
        failure = first
        return .failure
    }

    /// The slot of the variable that was null where a bool was asked for.
    func absentCondition(of failure: Failure) -> Int? {
        guard failure.reason == .notBool || failure.reason == .resultNotBool, failure.x.tag == .null else { return nil }
        let node = program.instructions[Int(failure.instruction)]
        return node.operation == .slot ? Int(node.a) : nil
    }

    mutating func list(_ node: Instruction) -> Operand {
        let mark = results.count
        for place in Int(node.a)..<Int(node.a + node.b) {
            let operand = value(children.unsafelyUnwrapped[place])
            if operand.isFailure { return drop(mark, operand) }
            results.append(operand)
        }
        return takeList(since: mark)
    }

    mutating func map(_ node: Instruction, _ number: UInt32) -> Operand {
        let mark = results.count
        for place in Int(node.a)..<Int(node.a + node.b) {
            let child = children.unsafelyUnwrapped[place]
            let operand = value(child)
            if operand.isFailure { return drop(mark, operand) }
            if (place - Int(node.a)) % 2 == 0 {
                switch operand.tag {
                case .bool, .int, .uint, .string: break
                default: return drop(mark, fail(.badKey, child, operand))
                }
            }
            results.append(operand)
        }
        return takeMap(since: mark, number)
    }

    /// Forgets the results since `mark`; for a way out on failure.
    mutating func drop(_ mark: Int, _ operand: Operand) -> Operand {
        results.removeLast(results.count - mark)
        return operand
    }

    /// The results since `mark` as a list.
    mutating func takeList(since mark: Int) -> Operand {
        remaining &-= results.count - mark
        let elements = arena.copy(results[mark...])
        return drop(mark, .list(elements))
    }

    /// The results since `mark`, keys and values by turns, as a map.
    mutating func takeMap(since mark: Int, _ number: UInt32) -> Operand {
        remaining &-= results.count - mark
        let entries = arena.copy(results[mark...])
        for index in stride(from: 0, to: entries.count, by: 2) where entries[index].tag == .string {
            remaining &-= Cost.bytes(Int(entries[index].b))
        }
        let (table, duplicate) = MapTable.make(entries, in: &arena)
        if let duplicate { return drop(mark, fail(.duplicateKey, number, entries[2 * duplicate])) }
        return drop(mark, .map(table))
    }
}
