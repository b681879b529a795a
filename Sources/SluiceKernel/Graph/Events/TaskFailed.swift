extension GraphProgram {
    func taskFailed(
        _ event: TaskFailedEvent, _ instance: UnsafeMutablePointer<Instance>, _ context: FoldContext
    ) -> Disposition {
        guard let step = current(event.task, instance, context) else { return .ignored }
        let compiled = tasks[Int(steps[step].table)]
        context.host.taskGone(instance, self, step: step, cancel: false)
        instance.pointee.steps[step].failures &+= 1
        let failures = instance.pointee.steps[step].failures
        let failure = TaskFailure(
            type: String(decoding: event.type, as: UTF8.self), message: String(decoding: event.message, as: UTF8.self))
        let isFinal =
            event.isNonRetriable || failures >= compiled.settings.retry.attempts
            || compiled.nonRetriable.contains { $0.elementsEqual(event.type) }
        if isFinal {
            context.record(.taskFailed, step: step, attempt: event.task.attempt, of: instance, self)
            clearTimers(of: step, instance, context)
            fail(step, failure, isRecorded: true, instance, context)
        } else {
            context.record(.taskRetried, step: step, attempt: event.task.attempt, of: instance, self)
            context.host.failed(instance, self, step: step, failure, .retried)
            var extras = instance.pointee.extras ?? InstanceExtras()
            extras.setFailure(step: event.task.step, type: Array(event.type), message: Array(event.message))
            instance.pointee.extras = extras
            instance.pointee.steps[step].phase = .backoff
            instance.pointee.steps[step].time = context.clock * 1_000
            let wait = compiled.settings.retry.wait(after: failures, hash: jitter(event.task))
            let timer = InstanceTimer(due: context.clock + wait, id: TimerID(.retry, step: event.task.step))
            set(timer, instance, context)
        }
        advance(instance, context)
        return .applied
    }

    /// A hash of the idempotency key: every fold computes the same wait.
    private func jitter(_ task: TaskReference) -> UInt64 {
        let parts = UInt64(task.step) << 32 | UInt64(task.pass) << 16 | UInt64(task.attempt)
        return Mixer.hash64(task.instance, seed: UInt64(bitPattern: task.incarnation) &* 0x9e37_79b9_7f4a_7c15 ^ parts)
    }
}
