extension PartitionFold {
    /// Keeps a signal for an instance that is not there yet.
    func keep(_ event: SignaledEvent) -> Disposition {
        let id = event.instance
        let existing = state.earlyInstances > 0 ? context.host.earlySignals(id) : nil
        var kept = existing ?? EarlySignals(due: context.clock + state.limits.earlySignalsKept)
        if !event.id.isEmpty, kept.signals.contains(where: { $0.id.elementsEqual(event.id) }) { return .ignored }
        guard kept.signals.count < Int(state.limits.earlySignals) else {
            return reject("\(kept.signals.count) signals wait for this instance to start already", .signaled(event))
        }
        if let problem = PartitionFold.problem(withJSON: event.data, "signal's data") {
            return reject(problem, .signaled(event))
        }
        let size = kept.signals.reduce(event.data.count) { $0 + $1.data.count + $1.name.count + $1.id.count + 32 }
        guard size <= context.largestValue else {
            return reject("the signals that wait for this instance to start fill a record already", .signaled(event))
        }
        kept.signals.append(
            EarlySignals.Signal(
                name: Array(event.name), id: Array(event.id),
                time: event.time == 0 ? context.clock * 1_000 : event.time,
                data: Array(event.data), offset: context.offset))
        if existing == nil {
            state.earlyInstances += 1
            context.host.timerSet(id, InstanceTimer(due: kept.due, id: TimerID(.earlySignals)))
        }
        context.host.setEarlySignals(id, kept)
        return .kept
    }

    /// The instance never started: its signals become dead letters.
    func expireEarlySignals(of id: UnsafeRawBufferPointer, _ timer: InstanceTimer) -> Disposition {
        guard let kept = context.host.earlySignals(id), kept.due == timer.due else { return .ignored }
        for signal in kept.signals {
            signal.name.withUnsafeBytes { name in
                signal.id.withUnsafeBytes { signalID in
                    signal.data.withUnsafeBytes { data in
                        let view = SignaledEvent(
                            instance: id, name: name, id: signalID, time: signal.time, data: data)
                        _ = reject(
                            "no instance started within \(state.limits.earlySignalsKept) ms of the signal",
                            .signaled(view))
                    }
                }
            }
        }
        state.earlyInstances -= 1
        context.host.setEarlySignals(id, nil)
        context.host.timerCleared(id, timer)
        return .applied
    }
}
