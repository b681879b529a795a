internal import SluiceKernel

// What a task says of its queue.
extension FlowRecorder {
    func setQueue(of options: TaskOptions, at place: Place, _ settings: inout TaskSettings) {
        guard let queue = options.queue else { return }
        check(name: queue.name, kind: "queue", longest: 100, at: options.shared?.place ?? place)
        settings.queue = queue.name
        settings.heartbeat =
            queue.heartbeat.flatMap { milliseconds($0, named: "heartbeat", of: options.name, at: place) }
    }

    /// What a body is not called for is not given to a worker either: the condition under which the step runs. nil: none of its
    /// own.
    func presence(of arguments: [StepArgument], _ inputs: [ValueReference], _ options: TaskOptions) -> String? {
        guard options.skipsAbsence, arguments[0].acceptsAbsence else { return nil }
        return "\(StepName.expression(for: name(of: inputs[0]))) != null"
    }
}
