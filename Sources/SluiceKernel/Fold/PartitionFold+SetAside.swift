extension PartitionFold {
    /// An entry is set aside, since folding it ends the process: its channel's mark rises, and nothing of the user runs.
    ///
    /// A result or a signal is not lost: its step has it, and what would have begun then waits for a person. Were a task left
    /// pending, its body would run again, and its next result end the process again. A start or a command moves nothing: it
    /// may be sent again.
    package func setAside(_ event: Event, admission: Admission) {
        guard state.admit(admission) == .admit else { return }
        context.time = context.clock * 1_000
        switch event {
        case .taskSucceeded(let result):
            with(result.task.instance) { $1.setAside(result.task, value: result.value, $0, context) }
        case .taskFailed(let result): with(result.task.instance) { $1.setAside(result.task, value: nil, $0, context) }
        case .signaled(let signal): with(signal.instance) { $1.setAside(signal, $0, context) }
        case .started, .taskUnderWay, .command, .question, .clock, .define, .activate, .refused: return
        }
    }

    private func with(
        _ id: UnsafeRawBufferPointer, _ body: (UnsafeMutablePointer<Instance>, GraphProgram) -> Void
    ) {
        guard let instance = context.host.find(id), let program = program(of: instance) else { return }
        body(instance, program)
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
