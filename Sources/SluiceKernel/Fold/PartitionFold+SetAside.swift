extension PartitionFold {
    /// An entry is set aside, since folding it ends the process: its channel's mark rises, and it moves nothing.
    ///
    /// A task whose result it is waits for a person: were it left pending, its body would run again, and its next result end
    /// the process again.
    package func setAside(_ event: Event, admission: Admission) {
        guard state.admit(admission) == .admit else { return }
        switch event {
        case .taskSucceeded(let result): setAside(result.task)
        case .taskFailed(let result): setAside(result.task)
        default: return
        }
    }

    private func setAside(_ task: TaskReference) {
        guard let instance = context.host.find(task.instance), let program = program(of: instance) else { return }
        context.time = context.clock * 1_000
        program.setAside(task, instance, context)
    }

    /// A due timer is set aside, and its step waits for a person.
    ///
    /// - Returns: false when the instance no longer has the timer: nothing would have fired.
    package func setAside(_ timer: InstanceTimer, of id: UnsafeRawBufferPointer) -> Bool {
        guard let instance = context.host.find(id), let program = program(of: instance) else { return false }
        context.time = context.clock * 1_000
        return program.setAside(timer, instance, context)
    }

    private func program(of instance: UnsafeMutablePointer<Instance>) -> GraphProgram? {
        context.host.program(instance.pointee.definition)
    }
}
