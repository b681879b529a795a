extension GraphProgram {
    /// An attempt is in its queue: its time runs. Or its worker gave a sign of life: it runs anew.
    func taskUnderWay(
        _ event: TaskUnderWayEvent, _ instance: UnsafeMutablePointer<Instance>, _ context: FoldContext
    ) -> Disposition {
        switch standing(of: event.task, instance, context) {
        case .underWay(let step):
            let settings = tasks[Int(steps[step].table)].settings
            guard settings.queue != nil else {
                context.host.deadLetter(
                    "step \(name(step: step)) has no queue: a node runs its attempts", .taskUnderWay(event))
                return .rejected
            }
            let isFirst = instance.pointee.steps[step].phase == .pending
            // Its node says so once more, or after a worker did.
            if !isFirst && event.sign == .queued { return .ignored }
            if isFirst {
                context.host.taskGone(instance, self, step: step, cancel: false)
                instance.pointee.steps[step].phase = .queued
            }
            let limit = event.sign == .heartbeat ? settings.heartbeat ?? settings.timeout : settings.timeout
            let id = TimerID(.attempt, step: UInt16(step))
            clearTimer(id, instance, context)
            set(InstanceTimer(due: context.clock + limit, id: id), instance, context)
            return .applied
        case .over: return .ignored
        case .unknown(let reason):
            context.host.deadLetter(reason, .taskUnderWay(event))
            return .rejected
        }
    }

    /// Nothing was heard of an attempt for as long as it may be silent.
    func attemptTimedOut(_ step: Int, _ instance: UnsafeMutablePointer<Instance>, _ context: FoldContext) {
        let settings = tasks[Int(steps[step].table)].settings
        let limits = settings.heartbeat.map { "within \(settings.timeout) ms, or \($0) ms after a heartbeat" }
        attemptFailed(
            step,
            TaskFailure(
                type: TaskFailure.timeoutType,
                message: "no result from queue \(settings.queue ?? "") \(limits ?? "within \(settings.timeout) ms")"),
            instance, context)
    }
}
