extension GraphProgram {
    func beginTask(_ step: Int, _ instance: UnsafeMutablePointer<Instance>, _ context: FoldContext) {
        instance.pointee.steps[step].failures = 0
        if let deadline = tasks[Int(steps[step].table)].settings.deadline {
            let timer = InstanceTimer(due: context.clock + deadline, id: TimerID(.deadline, step: UInt16(step)))
            set(timer, instance, context)
        }
        attempt(step, instance, context)
    }

    /// The next attempt is due to run.
    func attempt(_ step: Int, _ instance: UnsafeMutablePointer<Instance>, _ context: FoldContext) {
        instance.pointee.steps[step].phase = .pending
        instance.pointee.steps[step].attempt &+= 1
        instance.pointee.steps[step].time = context.clock * 1_000
        context.host.taskReady(instance, self, step: step)
    }

    func retryDue(_ step: Int, _ instance: UnsafeMutablePointer<Instance>, _ context: FoldContext) {
        context.record(.retryDue, step: step, attempt: instance.pointee.steps[step].attempt, of: instance, self)
        attempt(step, instance, context)
    }

    /// The total deadline passed before any attempt succeeded.
    func deadlinePassed(_ step: Int, _ instance: UnsafeMutablePointer<Instance>, _ context: FoldContext) {
        context.record(.deadlinePassed, step: step, attempt: instance.pointee.steps[step].attempt, of: instance, self)
        callOff(step, instance, context)
        let deadline = tasks[Int(steps[step].table)].settings.deadline ?? 0
        fail(
            step, TaskFailure(type: TaskFailure.deadlineType, message: "not done within \(deadline) ms"),
            isRecorded: true, instance, context)
    }
}
