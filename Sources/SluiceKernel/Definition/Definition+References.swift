extension Definition {
    /// The queues that its tasks name, each once, in the order of the steps.
    package var queues: [String] {
        var found: [String] = []
        for case .task(let settings, _) in steps.map(\.kind) {
            if let queue = settings.queue, !found.contains(where: { $0.isSameBytes(as: queue) }) { found.append(queue) }
        }
        return found
    }

    /// The values that a step names outside of expressions, each with the part that names it. `after` is not among them.
    package func directReferences(ofStep index: Int) -> [(part: DefinitionPart, reference: ValueReference)] {
        func list(_ field: String, _ references: [ValueReference]) -> [(
            part: DefinitionPart, reference: ValueReference
        )] {
            references.enumerated().map { (.step(index, field, $0.offset), $0.element) }
        }
        switch steps[index].kind {
        case .task(_, .values(let values)), .publish(_, .values(let values)): return list("inputs", values)
        case .transform(.closure(let values)): return list("transform", values)
        case .timeoutOf(let signal): return [(.step(index, "timeout_of"), signal)]
        case .firstOf(let choices): return list("first_of", choices)
        case .task, .transform, .signal, .timer, .publish: return []
        }
    }

    /// The steps that `after` of a step names.
    package func afterReferences(ofStep index: Int) -> [(part: DefinitionPart, reference: ValueReference)] {
        steps[index].after.enumerated().map { (.step(index, "after", $0.offset), $0.element) }
    }
}
