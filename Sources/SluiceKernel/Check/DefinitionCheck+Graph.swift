extension DefinitionCheck {
    mutating func checkGraph(_ graph: DefinitionGraph) {
        let cycles = graph.cycles()
        var isReported = [Bool](repeating: false, count: definition.steps.count)
        for cycle in cycles where !cycle.contains(where: { isReported[$0] }) {
            for step in cycle { isReported[step] = true }
            let way = (cycle + cycle.prefix(1)).map { definition.steps[$0].name }.joined(separator: " → ")
            let message = cycle.count == 1 ? "the step waits for itself: \(way)" : "steps wait for each other: \(way)"
            report(.cycle, message, "Remove one of these references.", at: .step(cycle[0]))
        }
        // What follows from a missing part is no mistake of its own.
        // Whoever deployed it was told; and code that keeps a value nobody uses may mean it.
        if origin == .log { return }
        let isSound = !isPartial && !hasBrokenExpression
        if isSound { checkUse(graph) }
        checkReach(graph, isSound: isSound && cycles.isEmpty)
    }

    /// A step that only makes a value must have it used. Tasks, signals, timers and records given out do or await something
    /// besides.
    private mutating func checkUse(_ graph: DefinitionGraph) {
        var isUsed = [Bool](repeating: false, count: definition.steps.count)
        for step in graph.result { isUsed[step] = true }
        for (index, links) in graph.steps.enumerated() {
            for step in links.given + links.awaited where step != index { isUsed[step] = true }
        }
        for (index, step) in definition.steps.enumerated() where !isUsed[index] {
            switch step.kind {
            case .task, .signal, .timer, .publish: continue
            case .transform, .timeoutOf, .firstOf:
                report(
                    .unused, "the value of \(name(index)) is never used",
                    "Use it in a step or in 'result', or remove the step.",
                    at: .step(index))
            }
        }
    }

    /// Finds steps that can never run: told once for each cause, with the steps behind it.
    private mutating func checkReach(_ graph: DefinitionGraph, isSound: Bool) {
        var causes = [Int?](repeating: nil, count: definition.steps.count)
        for index in definition.steps.indices where falseGates[index] != nil || isTimeoutWithoutTimeout(index) {
            causes[index] = index
        }
        if isSound {
            for index in graph.inFlowOrder() where causes[index] == nil {
                let links = graph.steps[index]
                if links.takesInput || links.given.isEmpty { continue }
                if links.given.allSatisfy({ causes[$0] != nil }) { causes[index] = causes[links.given[0]] }
            }
        }
        for index in definition.steps.indices where causes[index] == index {
            let behind = definition.steps.indices.filter { causes[$0] == index && $0 != index }.map { name($0) }
            let never =
                "\(name(index)) can never run"
                + (behind.isEmpty ? "" : ", nor \(behind.joinedForMessage("and")) behind it")
            if let gate = falseGates[index] {
                report(
                    .unreachable, "the condition is always false: \(never)",
                    "Correct the condition, or remove the step.",
                    at: .step(index, "when", gate))
            } else if case .timeoutOf(.step(let signal)) = definition.steps[index].kind {
                report(
                    .unreachable, "signal \(name(signal)) has no timeout: \(never)",
                    "Add 'timeout' to \(name(signal)).",
                    at: .step(index, "timeout_of"))
            }
        }
    }

    private func isTimeoutWithoutTimeout(_ index: Int) -> Bool {
        guard case .timeoutOf(.step(let signal)) = definition.steps[index].kind,
            definition.steps.indices.contains(signal),
            case .signal(_, nil) = definition.steps[signal].kind
        else { return false }
        // A timeout that could not be read was reported.
        return !(isPartial && places[.step(signal, "timeout")] != nil)
    }
}
