extension PartitionFold {
    /// An event about an instance of another partition: its producer partitions in another way. It goes on over the channel to
    /// where it belongs, once.
    ///
    /// What would be refused there for what it is, is refused here, where its record lies.
    func forward(_ event: Event, to home: UInt32, _ admission: Admission) -> Disposition {
        if case .channel(let source, _) = admission {
            return reject(
                "partition \(source) sent it here, and it belongs to partition \(home): do the nodes agree on how many "
                    + "partitions there are?", event)
        }
        if let problem = problem(withDataOf: event) { return reject(problem, event) }
        let size = event.byteCount
        guard size <= Int(state.limits.maximumRecord) else {
            return reject("the event has \(size) bytes; at most \(state.limits.maximumRecord) can be sent on", event)
        }
        context.host.send(event, to: home, number: state.nextNumber(to: home))
        return .forwarded
    }

    private func problem(withDataOf event: Event) -> String? {
        switch event {
        case .started(let event):
            tooLarge(event.input, "input") ?? PartitionFold.problem(withJSON: event.input, "input")
        case .signaled(let event):
            tooLarge(event.data, "signal") ?? PartitionFold.problem(withJSON: event.data, "signal's data")
        case .taskSucceeded, .taskFailed, .taskUnderWay, .command, .question, .clock, .define, .activate, .refused: nil
        }
    }
}
