extension GraphProgram {
    func taskSucceeded(
        _ event: TaskSucceededEvent, _ instance: UnsafeMutablePointer<Instance>, _ context: FoldContext
    ) -> Disposition {
        guard let step = current(event.task, instance, context) else { return .ignored }
        guard event.value.count <= context.largestValue else {
            let message = "the result has \(event.value.count) bytes; at most \(context.largestValue) fit"
            return failed(event.task, TaskFailure.tooLargeType, message, instance, context)
        }
        if let problem = PartitionFold.problem(withJSON: event.value, "result") {
            return failed(event.task, TaskFailure.outputType, problem, instance, context)
        }
        context.record(.taskSucceeded, step: step, attempt: event.task.attempt, of: instance, self)
        context.host.taskGone(instance, self, step: step, cancel: false)
        if !instance.pointee.timers.isEmpty { clearTimers(of: step, instance, context) }
        instance.pointee.extras?.clearFailure(step: event.task.step)
        instance.pointee.setValue(event.value.isEmpty ? StepInputs.nothing : event.value, step: step)
        settle(step, .done, instance, context)
        advance(instance, context)
        return .applied
    }

    /// The attempt gave what cannot be kept: it failed, and another would give the same.
    private func failed(
        _ task: TaskReference, _ type: String, _ message: String, _ instance: UnsafeMutablePointer<Instance>,
        _ context: FoldContext
    ) -> Disposition {
        Array(type.utf8).withUnsafeBytes { type in
            Array(message.utf8).withUnsafeBytes { message in
                taskFailed(
                    TaskFailedEvent(task: task, type: type, message: message, isNonRetriable: true), instance, context)
            }
        }
    }

    /// The step whose attempt this is, if that attempt is under way; a settled or superseded one is noted and ignored.
    func current(
        _ task: TaskReference, _ instance: UnsafeMutablePointer<Instance>, _ context: FoldContext
    ) -> Int? {
        let step = Int(task.step)
        guard task.incarnation == instance.pointee.incarnation, step < steps.count, steps[step].kind == .task else {
            return nil
        }
        let state = instance.pointee.steps[step]
        context.host.changed(instance)
        if state.phase == .pending && state.attempt == task.attempt && state.pass == task.pass { return step }
        // A repeat of what was applied leaves no trace; what came too late does.
        if state.phase == .done && state.attempt == task.attempt && state.pass == task.pass { return nil }
        if !instance.pointee.status.hasEnded {
            context.record(.resultIgnored, step: step, attempt: task.attempt, of: instance, self)
        }
        return nil
    }
}
