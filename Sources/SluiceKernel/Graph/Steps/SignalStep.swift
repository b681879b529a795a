extension GraphProgram {
    func beginSignal(_ step: Int, _ instance: UnsafeMutablePointer<Instance>, _ context: FoldContext) {
        if instance.pointee.steps[step].flags.contains(.arrived) {
            return settle(step, .done, at: instance.pointee.steps[step].time, instance, context)
        }
        instance.pointee.steps[step].phase = .open
        instance.pointee.steps[step].time = context.time
        guard let timeout = signals[Int(steps[step].table)].timeout else { return }
        switch milliseconds(timeout, instance, context) {
        case .success(let wait):
            set(
                InstanceTimer(due: context.clock + wait, id: TimerID(.signalTimeout, step: UInt16(step))), instance,
                context)
        case .failure(let failure):
            fail(step, failure, instance, context)
        }
    }

    func signalTimedOut(_ step: Int, _ instance: UnsafeMutablePointer<Instance>, _ context: FoldContext) {
        context.record(.signalTimedOut, step: step, of: instance, self)
        instance.pointee.steps[step].flags.insert(.timedOut)
        settle(step, .skipped, instance, context)
    }

    /// Whether the signal that `step` is the timeout branch of has timed out.
    func hasTimedOut(_ step: Int, _ instance: UnsafeMutablePointer<Instance>) -> Bool {
        instance.pointee.steps[Int(steps[step].table)].flags.contains(.timedOut)
    }

    /// The branch of a signal that did time out: `{}`.
    func beginTimeoutBranch(_ step: Int, _ instance: UnsafeMutablePointer<Instance>, _ context: FoldContext) {
        context.output.removeAll(keepingCapacity: true)
        context.output.append(contentsOf: [0x7b, 0x7d])
        settleWithOutput(step, at: readyTime(step, instance), instance, context)
    }

    func milliseconds(
        _ duration: CompiledDuration, _ instance: UnsafeMutablePointer<Instance>, _ context: FoldContext
    ) -> Result<Int64, TaskFailure> {
        switch duration {
        case .fixed(let wait): .success(wait)
        case .expression(let expression): expression.evaluateDuration(instance, self, context)
        }
    }
}
