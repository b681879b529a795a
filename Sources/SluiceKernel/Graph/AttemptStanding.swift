/// What an attempt that somebody names is to its instance.
enum AttemptStanding {
    case underWay(step: Int)
    /// It was, in this life of the instance or an older one.
    case over
    /// There has been none, and why that is known.
    case unknown(String)
}

extension GraphProgram {
    func standing(
        of task: TaskReference, _ instance: UnsafeMutablePointer<Instance>, _ context: FoldContext
    ) -> AttemptStanding {
        let step = Int(task.step)
        if task.incarnation == instance.pointee.incarnation, step < steps.count, steps[step].kind == .task {
            let state = instance.pointee.steps[step]
            if task.attempt == state.attempt, task.pass == state.pass, state.phase == .pending || state.phase == .queued
            {
                context.host.changed(instance)
                return .underWay(step: step)
            }
            if task.attempt >= 1, task.attempt <= state.attempt, task.pass <= state.pass { return .over }
        } else if task.incarnation < instance.pointee.incarnation {
            return .over
        }
        return .unknown(problem(with: task, instance))
    }

    private func problem(with task: TaskReference, _ instance: UnsafeMutablePointer<Instance>) -> String {
        let id = String(decoding: instance.pointee.id, as: UTF8.self).quotedForMessage
        guard task.incarnation == instance.pointee.incarnation else {
            return "instance \(id) has not begun at offset \(task.incarnation)"
        }
        guard Int(task.step) < steps.count else {
            return "workflow \(definition.name) version \(definition.version) has no step number \(task.step)"
        }
        let name = name(step: Int(task.step))
        guard steps[Int(task.step)].kind == .task else { return "step \(name) is no task" }
        return "step \(name) of instance \(id) has had no attempt \(task.attempt) of pass \(task.pass)"
    }

    /// A result of an attempt that is over leaves a trace, unless it repeats what was applied.
    func noteLate(_ task: TaskReference, _ instance: UnsafeMutablePointer<Instance>, _ context: FoldContext) {
        let step = Int(task.step)
        guard task.incarnation == instance.pointee.incarnation, !instance.pointee.status.hasEnded else { return }
        let state = instance.pointee.steps[step]
        if state.phase == .done && state.attempt == task.attempt && state.pass == task.pass { return }
        context.host.changed(instance)
        context.record(.resultIgnored, step: step, attempt: task.attempt, of: instance, self)
    }
}
