extension GraphProgram {
    /// A timer of a live instance fires. It has left the index; the instance forgets it here.
    func fired(_ timer: InstanceTimer, _ instance: UnsafeMutablePointer<Instance>, _ context: FoldContext)
        -> Disposition
    {
        guard let index = instance.pointee.timers.firstIndex(of: timer) else { return .ignored }
        context.host.changed(instance)
        instance.pointee.timers.remove(at: index)
        context.time = context.clock * 1_000
        let step = Int(timer.id.step)
        switch timer.id.kind {
        case .purge:
            context.host.remove(instance)
            return .applied
        case .retry: retryDue(step, instance, context)
        case .signalTimeout: signalTimedOut(step, instance, context)
        case .step: timerFired(step, instance, context)
        case .deadline: deadlinePassed(step, instance, context)
        case .attempt: attemptTimedOut(step, instance, context)
        case .earlySignals: return .ignored
        }
        advance(instance, context)
        return .applied
    }
}
