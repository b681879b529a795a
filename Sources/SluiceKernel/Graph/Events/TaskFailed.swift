extension GraphProgram {
    func taskFailed(
        _ event: TaskFailedEvent, _ instance: UnsafeMutablePointer<Instance>, _ context: FoldContext
    ) -> Disposition {
        switch standing(of: event.task, instance, context) {
        case .underWay(let step):
            let failure = TaskFailure(
                type: String(decoding: event.type, as: UTF8.self),
                message: String(decoding: event.message, as: UTF8.self), isNonRetriable: event.isNonRetriable)
            attemptFailed(step, failure, instance, context)
            advance(instance, context)
            return .applied
        case .over:
            noteLate(event.task, instance, context)
            return .ignored
        case .unknown(let reason):
            context.host.deadLetter(reason, .taskFailed(event))
            return .rejected
        }
    }

    /// The attempt under way failed: another follows, or the failure policy applies.
    func attemptFailed(
        _ step: Int, _ failure: TaskFailure, _ instance: UnsafeMutablePointer<Instance>, _ context: FoldContext
    ) {
        let compiled = tasks[Int(steps[step].table)]
        let attempt = instance.pointee.steps[step].attempt
        context.host.taskGone(instance, self, step: step, cancel: false)
        instance.pointee.steps[step].failures &+= 1
        let failures = instance.pointee.steps[step].failures
        let isFinal =
            failure.isNonRetriable || failures >= compiled.settings.retry.attempts
            || compiled.nonRetriable.contains { $0.elementsEqual(failure.type.utf8) }
        if isFinal {
            context.record(.taskFailed, step: step, attempt: attempt, of: instance, self)
            clearTimers(of: step, instance, context)
            return fail(step, failure, isRecorded: true, instance, context)
        }
        context.record(.taskRetried, step: step, attempt: attempt, of: instance, self)
        clearTimer(TimerID(.attempt, step: UInt16(step)), instance, context)
        context.host.failed(instance, self, step: step, failure, .retried)
        var extras = instance.pointee.extras ?? InstanceExtras()
        extras.setFailure(step: UInt16(step), type: Array(failure.type.utf8), message: Array(failure.message.utf8))
        instance.pointee.extras = extras
        instance.pointee.steps[step].phase = .backoff
        instance.pointee.steps[step].time = context.clock * 1_000
        let wait = compiled.settings.retry.wait(after: failures, hash: jitter(step, instance))
        let timer = InstanceTimer(due: context.clock + wait, id: TimerID(.retry, step: UInt16(step)))
        set(timer, instance, context)
    }

    /// A hash of the idempotency key: every fold computes the same wait.
    private func jitter(_ step: Int, _ instance: UnsafeMutablePointer<Instance>) -> UInt64 {
        let state = instance.pointee.steps[step]
        let parts = UInt64(step) << 32 | UInt64(state.pass) << 16 | UInt64(state.attempt)
        let seed = UInt64(bitPattern: instance.pointee.incarnation) &* 0x9e37_79b9_7f4a_7c15 ^ parts
        return instance.pointee.id.span.withUnsafeBytes { Mixer.hash64($0, seed: seed) }
    }
}
