import SluiceEngine
import SluiceStore

/// Takes a slot over: fences its older owner, and brings this node's store to the last checkpoint that owner committed.
struct SlotOpening {
    let slot: Int
    let node: NodeStore
    let waker: any Waker

    private var settings: KafkaSettings { node.settings }
    private var partitions: Range<Int> { settings.shape.partitions(of: slot) }

    /// - Parameter trimmer: hears of the position of each partition now, and whenever it moves.
    func open(_ trimmer: EventTrimmer) throws(LogError) -> KafkaLane {
        // The older owner's transaction is ended while the group takes the member in.
        let checkpointer = Checkpointer(slot: slot, settings: settings, sink: node.sink, waker: waker)
        var member: SlotMember?
        var share: StoreShare?
        do {
            // The caller's thread is the lane's.
            Database.stopCounting()
            _ = try node.open()
            let joined = try join()
            member = joined
            try checkpointer.waitUntilOpen()
            let offsets = try committedOffsets(joined)
            let taken = try node.take(slot)
            share = taken
            let rows = try restore(taken)
            check(offsets, against: rows)
            let ranges = try node.view.ranges(settings.name(of: .events), partitions)
            try EventsCheck(node: node, share: taken).check(rows, ranges)
            for row in rows { trimmer.note(row.origin.partition, committed: row.position.next) }
            return KafkaLane(
                slot: slot, partitions: partitions, member: joined, checkpointer: checkpointer, share: taken,
                rows: rows, node: settings.node, ends: ranges.map { $0.upperBound }, trimmer: trimmer)
        } catch {
            checkpointer.close()
            member?.close()
            share?.release()
            throw error
        }
    }

    private func join() throws(LogError) -> SlotMember {
        do throws(KafkaError) {
            let member = try SlotMember(slot: slot, settings: settings, sink: node.sink, waker: waker)
            do throws(KafkaError) {
                try member.join(patience: settings.patience)
                return member
            } catch {
                member.close()
                throw error
            }
        } catch {
            throw LogError(
                error, "joining group \(settings.group) as \(settings.identity(of: slot))",
                needs: settings.checkpointRights)
        }
    }

    /// Asking for them waits until no transaction can change them any more.
    private func committedOffsets(_ member: SlotMember) throws(LogError) -> [Int64?] {
        let deadline = Clock.monotonic() + settings.patience * 1_000
        while true {
            do throws(KafkaError) { return try member.committed(partitions, timeout: 5_000) } catch {
                guard error.mayPass, Clock.monotonic() < deadline else {
                    throw LogError(error, "partitions \(partitions) of group \(settings.group)")
                }
            }
        }
    }

    private func restore(_ share: StoreShare) throws(LogError) -> [StoreRow] {
        let started = Clock.monotonic()
        let restore = SlotRestore(slot: slot, share: share, node: node) { share.isOver }
        try restore.run()
        node.sink.log(
            .info, "slot opened",
            [
                ("slot", "\(slot)"), ("records", "\(restore.records)"),
                ("restore_ms", "\((Clock.monotonic() - started) / 1_000)"),
            ])
        return restore.rows
    }

    /// The position record decides; the group's offset, committed with it, is a cross-check.
    private func check(_ offsets: [Int64?], against rows: [StoreRow]) {
        for (offset, row) in zip(offsets, rows) {
            guard (offset ?? 0) != row.position.next else { continue }
            node.sink.log(
                .warning, "the group's offset differs from the position of the checkpoint, which counts",
                [
                    ("partition", "\(row.origin.partition)"), ("position", "\(row.position.next)"),
                    ("offset", offset.map { "\($0)" } ?? "none"),
                ])
        }
    }
}
