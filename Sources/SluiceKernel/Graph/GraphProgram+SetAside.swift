// What is set aside runs nothing of the user: whatever followed from it may end the process too.
extension GraphProgram {
    /// The result of an attempt is set aside: if the attempt is under way, its step is sidelined.
    func setAside(_ task: TaskReference, _ instance: UnsafeMutablePointer<Instance>, _ context: FoldContext) {
        guard let step = current(task, instance, context) else { return }
        sideline(step, instance, context)
    }

    /// A timer is set aside: the instance forgets it, and its step is sidelined.
    ///
    /// - Returns: false when the instance does not have it.
    func setAside(
        _ timer: InstanceTimer, _ instance: UnsafeMutablePointer<Instance>, _ context: FoldContext
    ) -> Bool {
        guard let index = instance.pointee.timers.firstIndex(of: timer) else { return false }
        context.host.changed(instance)
        instance.pointee.timers.remove(at: index)
        let step = Int(timer.id.step)
        if timer.id.kind != .purge, instance.pointee.steps.indices.contains(step) { sideline(step, instance, context) }
        return true
    }

    private func sideline(_ step: Int, _ instance: UnsafeMutablePointer<Instance>, _ context: FoldContext) {
        let state = instance.pointee.steps[step]
        guard !state.phase.isSettled, state.phase != .sidelined else { return }
        context.record(.setAside, step: step, attempt: state.attempt, of: instance, self)
        callOff(step, instance, context)
        var extras = instance.pointee.extras ?? InstanceExtras()
        extras.setFailure(
            step: UInt16(step), type: Array(TaskFailure.setAsideType.utf8),
            message: Array("what follows from this step ended the process again and again".utf8))
        instance.pointee.extras = extras
        instance.pointee.steps[step].phase = .sidelined
        instance.pointee.steps[step].time = context.time
        instance.pointee.sidelined += 1
        instance.pointee.status = .sidelined
    }
}
