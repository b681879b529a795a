// What is set aside runs nothing of the user: whatever followed from it ended the process.
extension GraphProgram {
    /// The result of an attempt is set aside. If the attempt is under way, its step keeps the value that it gave, and the
    /// steps that it makes ready are sidelined; where none is, or there is no value, the step itself is.
    func setAside(
        _ task: TaskReference, value: UnsafeRawBufferPointer?, _ instance: UnsafeMutablePointer<Instance>,
        _ context: FoldContext
    ) {
        guard case .underWay(let step) = standing(of: task, instance, context) else { return }
        let followers = readied(by: step, instance)
        guard let value, value.count <= context.largestValue, !followers.isEmpty else {
            return sideline(step, instance, context)
        }
        context.record(.taskSucceeded, step: step, attempt: task.attempt, of: instance, self)
        context.host.taskGone(instance, self, step: step, cancel: false)
        instance.pointee.extras?.clearFailure(step: task.step)
        instance.pointee.setValue(value.isEmpty ? StepInputs.nothing : value, step: step)
        settle(step, .done, sidelining: followers, instance, context)
    }

    /// A signal is set aside: if its step waits for it, it has it, and the steps that it makes ready are sidelined.
    func setAside(
        _ signal: SignaledEvent, _ instance: UnsafeMutablePointer<Instance>, _ context: FoldContext
    ) {
        guard let step = step(waitingFor: signal.name), instance.pointee.steps[step].phase == .open else { return }
        let followers = readied(by: step, instance)
        guard !followers.isEmpty else { return }
        context.host.changed(instance)
        if instance.pointee.isRepeat(id: signal.id, window: settings.dedupWindow) { return }
        if signal.time != 0 { context.time = signal.time }
        context.record(.signaled, step: step, of: instance, self)
        instance.pointee.setValue(signal.data.isEmpty ? StepInputs.nothing : signal.data, step: step)
        settle(step, .done, sidelining: followers, instance, context)
    }

    /// A timer is set aside: the instance forgets it. What it made ready is sidelined, and where that is nothing, its step.
    ///
    /// - Returns: false when the instance does not have it.
    func setAside(
        _ timer: InstanceTimer, _ instance: UnsafeMutablePointer<Instance>, _ context: FoldContext
    ) -> Bool {
        guard let index = instance.pointee.timers.firstIndex(of: timer) else { return false }
        context.host.changed(instance)
        instance.pointee.timers.remove(at: index)
        let step = Int(timer.id.step)
        guard timer.id.kind != .purge, instance.pointee.steps.indices.contains(step) else { return true }
        let followers = readied(by: step, instance)
        switch timer.id.kind {
        case .step where !followers.isEmpty:
            context.record(.timerFired, step: step, of: instance, self)
            instance.pointee.setValue(StepInputs.nothing, step: step)
            settle(step, .done, sidelining: followers, instance, context)
        case .signalTimeout where !followers.isEmpty:
            context.record(.signalTimedOut, step: step, of: instance, self)
            instance.pointee.steps[step].flags.insert(.timedOut)
            settle(step, .skipped, sidelining: followers, instance, context)
        default: sideline(step, instance, context)
        }
        return true
    }

    /// The steps that begin once `step` settles.
    private func readied(by step: Int, _ instance: UnsafeMutablePointer<Instance>) -> [Int] {
        steps[step].dependents.map { Int(edges[Int($0)]) }.filter {
            instance.pointee.steps[$0].phase == .waiting && isReady($0, assuming: step, instance)
        }
    }

    private func settle(
        _ step: Int, _ phase: StepPhase, sidelining followers: [Int], _ instance: UnsafeMutablePointer<Instance>,
        _ context: FoldContext
    ) {
        clearTimers(of: step, instance, context)
        settle(step, phase, instance, context)
        context.worklist.removeAll(keepingCapacity: true)
        for follower in followers { sideline(follower, instance, context) }
    }

    private func sideline(_ step: Int, _ instance: UnsafeMutablePointer<Instance>, _ context: FoldContext) {
        let state = instance.pointee.steps[step]
        guard !state.phase.isSettled, state.phase != .sidelined else { return }
        context.record(.setAside, step: step, attempt: state.attempt, of: instance, self)
        callOff(step, instance, context)
        let failure = TaskFailure(
            type: TaskFailure.setAsideType, message: "what began with this step ended the process again and again")
        context.host.failed(instance, self, step: step, failure, .sidelined)
        var extras = instance.pointee.extras ?? InstanceExtras()
        extras.setFailure(
            step: UInt16(step), type: Array(failure.type.utf8), message: Array(failure.message.utf8))
        instance.pointee.extras = extras
        instance.pointee.steps[step].phase = .sidelined
        instance.pointee.steps[step].time = context.clock * 1_000
        instance.pointee.sidelined += 1
        instance.pointee.status = .sidelined
    }
}
