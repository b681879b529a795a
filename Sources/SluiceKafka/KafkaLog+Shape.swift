package import SluiceEngine
import Synchronization

extension KafkaLog {
    /// Records the settings' shape if none was, and compares it with the one that was.
    ///
    /// - Throws: `mismatch` when the settings have another.
    func agreeOnShape() throws(LogError) {
        var history = try ShapeHistory(settings, sink: sink)
        if history.shape == nil {
            try record(shape, revision: 1)
            history = try ShapeHistory(settings, sink: sink)
        }
        guard let recorded = history.shape else {
            throw LogError(.io, "\(settings.name(of: .shape)) does not keep what is written into it")
        }
        guard recorded == shape else {
            let fix =
                recorded.partitions == shape.partitions
                ? "set slots to \(recorded.slots), or stop all nodes and change it with 'sluice resize --slots \(shape.slots)'"
                : "set partitions to \(recorded.partitions): they are fixed for ever, since an instance id's partition follows from them"
            throw LogError(
                .mismatch,
                "application \(settings.application) has \(recorded.partitions) partitions and \(recorded.slots) slots, the settings say \(shape.partitions) and \(shape.slots): \(fix)"
            )
        }
        recordedRevision.withLock { $0 = history.revision }
    }

    private func record(_ shape: LogShape, revision: UInt64) throws(LogError) {
        let wait = AppendWait(count: 1)
        let value = ShapeHistory.encode(shape, revision: revision)
        let record = AppendRecord(topic: .shape, partition: 0, key: ShapeHistory.key, value: value)
        guard append([record], observer: wait) else { throw LogError(.unavailable, "the producer takes nothing") }
        do throws(ClientError) {
            try wait.wait(until: Clock.monotonic() + settings.patience * 1_000, timeout: settings.patience)
        } catch { throw LogError(.unavailable, "\(settings.name(of: .shape)): \(error)") }
    }

    /// How an application's log is cut, as it was recorded; nil: no node has made it yet.
    ///
    /// - Parameter settings: their shape does not matter.
    /// - Throws: `unavailable`, `denied`, or `mismatch` of what a later release wrote.
    package static func recordedShape(
        _ settings: KafkaSettings, sink: any LogSink = SilentLog()
    ) throws(LogError) -> LogShape? {
        try ShapeHistory(settings, sink: sink).shape
    }

    /// Changes the number of slots. All nodes must be stopped; those that are started later need the new number in their
    /// settings. The cells stay where they are: they are kept by partition.
    ///
    /// - Parameter settings: their slots do not matter.
    /// - Throws: `in use` when nodes speak, which it names; `mismatch` when the partitions are no multiple of `slots`, or the
    ///   settings have other partitions than the application.
    /// - Returns: the shape before and after.
    package static func resize(
        _ settings: KafkaSettings, slots: Int, sink: any LogSink = SilentLog()
    ) throws(LogError) -> (before: LogShape, after: LogShape) {
        guard let before = try recordedShape(settings, sink: sink) else {
            throw LogError(
                .mismatch, "application \(settings.application) has no recorded shape: its first node makes it")
        }
        guard slots >= 1, slots <= before.partitions, before.partitions % slots == 0 else {
            throw LogError(
                .mismatch,
                "\(before.partitions) partitions cannot be shared by \(slots) slots: the partitions are a multiple of the slots"
            )
        }
        let after = LogShape(partitions: before.partitions, slots: slots)
        var current = settings
        current.shape = before
        let log = try connect(current, sink: sink)
        defer { log.close() }
        let nodes = try MembershipObserver.speakingNodes(of: log)
        guard nodes.isEmpty else {
            let names = nodes.map { "\($0)" }.joined(separator: ", ")
            throw LogError(.inUse, "nodes run that share the slots: stop \(names) first")
        }
        try log.record(after, revision: log.shapeRevision + 1)
        guard try ShapeHistory(log.settings, sink: sink).shape == after else {
            throw LogError(.inUse, "somebody else changed the shape at the same time: look at it and try again")
        }
        // A node that was paused all the time may wake up: slots of its shape overlap others of the new one.
        try log.fence(slots: 0..<before.slots)
        return (before, after)
    }

    /// Ends what an older holder of these slots may still have under way: it commits nothing more.
    private func fence(slots: Range<Int>) throws(LogError) {
        for slot in slots {
            do throws(KafkaError) {
                let producer = try TransactionalProducer(
                    settings.transactionalProducer(slot: slot), name: settings.identity(of: slot), sink: sink)
                defer { producer.close() }
                try producer.initialize(patience: settings.patience) { false }
            } catch { throw LogError(error, "taking over transactional id \(settings.identity(of: slot))") }
        }
    }
}
