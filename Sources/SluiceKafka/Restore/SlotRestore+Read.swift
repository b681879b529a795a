import SluiceEngine
import SluiceKernel
import SluiceStore

extension SlotRestore {
    /// Reads partitions until they have reached the ends of `ranges`.
    func read(_ wanted: [Int], _ ranges: [Range<Int64>]) throws(LogError) {
        var isDone = ranges.map { _ in true }
        for partition in wanted {
            isDone[local(partition)] = restores[local(partition)].row.first >= ranges[local(partition)].upperBound
        }
        let open = wanted.filter { !isDone[local($0)] }
        if open.isEmpty { return }
        let reader = try KafkaReader(node.settings, isCommitted: true, sink: sink)
        defer { reader.close() }
        for partition in open { isAtEnd[local(partition)] = false }
        try reader.assign(topic, open.map { ($0, restores[local($0)].row.first) })
        func left() -> Int64 {
            open.reduce(0) { $0 + max(0, ranges[local($1)].upperBound - restores[local($1)].row.next) }
        }
        var progress = RestoreProgress(sink, slot: slot, total: left())
        let before = records
        /// Where a partition is read to an end that is not the one wanted: there the oldest open transaction begins.
        var held: [Int: Int64] = [:]
        var lastProgress = Clock.monotonic()
        // One that is done may go on while others are read.
        func unfinished() -> [Int] { open.filter { !isDone[local($0)] || !isAtEnd[local($0)] } }
        while !unfinished().isEmpty {
            let asked = Clock.wall()
            var sawEnd = false
            let count = try poll(reader) { partition, offset in
                sawEnd = true
                restores[local(partition)].reachedEnd(offset, at: asked)
                held[partition] = offset
                if offset >= ranges[local(partition)].upperBound { isDone[local(partition)] = true }
            }
            if count > 0 { progress.note(records: records - before, left: left()) }
            try flushFull()
            if shouldStop() { throw LogError(.closed, "no longer wanted") }
            let now = Clock.monotonic()
            if sawEnd || count > 0 { lastProgress = now }
            guard now - lastProgress < node.settings.patience * 1_000 else {
                throw standsStill(unfinished(), held)
            }
        }
    }

    private func standsStill(_ partitions: [Int], _ held: [Int: Int64]) -> LogError {
        let commands = partitions.compactMap { partition in
            held[partition].map {
                "kafka-transactions.sh --bootstrap-server \(node.settings.bootstrap) abort --topic \(topic) "
                    + "--partition \(partition) --start-offset \($0)"
            }
        }
        let stands = "the restore of \(topic) \(partitions) stands still for \(node.settings.patience) ms"
        guard !commands.isEmpty else { return LogError(.unavailable, "\(stands): the brokers send nothing") }
        return LogError(
            .unavailable,
            "\(stands): a transaction is open there. If its owner is gone and the broker's time-out has not ended it, it hangs; "
                + "end it with \(commands.joined(separator: "; "))")
    }

    /// Hands records to their partitions.
    func poll(
        _ reader: KafkaReader, timeout: Int32 = 200, ended: (_ partition: Int, _ offset: Int64) -> Void
    ) throws(LogError) -> Int {
        let count = try reader.forEach(timeout: timeout, record: { take($0) }) { partition, offset in
            isAtEnd[local(partition)] = true
            ended(partition, offset)
        }
        if let failure { throw failure }
        records += count
        node.count { $0.records += count }
        return count
    }

    private func take(_ message: borrowing KafkaMessage) {
        let restore = restores[local(message.partition)]
        isAtEnd[local(message.partition)] = false
        let (key, value) = (message.key, message.value)
        guard key.count == 1, key[0] == PositionRecord.key[0] else {
            return restore.take(key, value, at: message.offset)
        }
        guard let value else { return }
        do throws(CodecError) {
            let record = try PositionRecord(value)
            let isOurs = restore.take(
                position: record.position, incarnation: record.incarnation, time: record.time, at: message.offset)
            if !isOurs { strangers.insert(message.partition) }
        } catch {
            failure = LogError(.corrupt, "\(topic)/\(message.partition) at offset \(message.offset): \(error)")
        }
    }

    func flushFull() throws(LogError) {
        for restore in restores where restore.isFull { try restore.flush() }
    }
}
