extension GraphProgram {
    func taskSucceeded(
        _ event: TaskSucceededEvent, _ instance: UnsafeMutablePointer<Instance>, _ context: FoldContext
    ) -> Disposition {
        let step: Int
        switch standing(of: event.task, instance, context) {
        case .underWay(let current): step = current
        case .over:
            noteLate(event.task, instance, context)
            return .ignored
        case .unknown(let reason):
            context.host.deadLetter(reason, .taskSucceeded(event))
            return .rejected
        }
        if let failure = failure(with: event.value, context) {
            attemptFailed(step, failure, instance, context)
            advance(instance, context)
            return .applied
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
    private func failure(with value: UnsafeRawBufferPointer, _ context: FoldContext) -> TaskFailure? {
        guard value.count <= context.largestValue else {
            let message = "the result has \(value.count) bytes; at most \(context.largestValue) fit"
            return TaskFailure(type: TaskFailure.tooLargeType, message: message, isNonRetriable: true)
        }
        return PartitionFold.problem(withJSON: value, "result").map {
            TaskFailure(type: TaskFailure.outputType, message: $0, isNonRetriable: true)
        }
    }
}
