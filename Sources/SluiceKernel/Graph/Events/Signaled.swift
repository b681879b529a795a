extension GraphProgram {
    /// A signal for an instance that is there.
    func signaled(
        _ event: SignaledEvent, _ instance: UnsafeMutablePointer<Instance>, _ context: FoldContext, early: Bool = false
    ) -> Disposition {
        if instance.pointee.status.hasEnded {
            if early || settings.unknownSignals == .ignore || step(waitingFor: event.name) != nil { return .ignored }
            return reject(
                "workflow \(definition.name) has no signal of this name, and the instance has ended", event, context)
        }
        guard let step = step(waitingFor: event.name) else {
            if settings.unknownSignals == .ignore { return .ignored }
            return reject(
                "workflow \(definition.name) version \(definition.version) waits for no such signal", event, context)
        }
        // What was kept for the start was looked at then.
        if !early, let problem = PartitionFold.problem(withJSON: event.data, "signal's data") {
            return reject(problem, event, context)
        }
        context.host.changed(instance)
        if instance.pointee.isRepeat(id: event.id, window: settings.dedupWindow) { return .ignored }
        let state = instance.pointee.steps[step]
        // A sidelined step keeps what comes, and has it when it is driven again.
        let mayWait = state.phase == .waiting || state.phase == .sidelined
        let isNeeded = state.phase == .open || (mayWait && !state.flags.contains(.arrived))
        guard isNeeded else {
            context.record(.signalIgnored, step: step, of: instance, self)
            return .ignored
        }
        let time = event.time == 0 ? context.clock * 1_000 : event.time
        context.time = time
        context.record(early ? .signaledEarly : .signaled, step: step, of: instance, self)
        instance.pointee.setValue(event.data.isEmpty ? StepInputs.nothing : event.data, step: step)
        if mayWait {
            instance.pointee.steps[step].flags.insert(.arrived)
            instance.pointee.steps[step].time = time
            return .applied
        }
        clearTimers(of: step, instance, context)
        settle(step, .done, instance, context)
        advance(instance, context)
        return .applied
    }

    func step(waitingFor name: UnsafeRawBufferPointer) -> Int? {
        for step in steps.indices where steps[step].kind == .signal {
            let signal = signals[Int(steps[step].table)].name
            if signal.count == name.count && signal.elementsEqual(name) { return step }
        }
        return nil
    }

    private func reject(_ reason: String, _ event: SignaledEvent, _ context: FoldContext) -> Disposition {
        context.host.deadLetter(reason, .signaled(event))
        return .rejected
    }
}
