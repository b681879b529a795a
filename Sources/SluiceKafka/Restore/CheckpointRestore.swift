import SluiceEngine
import SluiceKernel

/// Reads a slot's partitions of the `checkpoints` topic to their ends, with proof.
///
/// The end is the high watermark as a read_uncommitted client sees it, asked after the older owner's transaction was ended;
/// a read_committed reader has reached it when it is told of an end of partition at or behind it. (Markers and aborted
/// records occupy offsets and are never delivered; stopping earlier, at the last stable offset, loses a checkpoint.)
struct CheckpointRestore {
    let settings: KafkaSettings
    let sink: any LogSink

    /// - Parameter ranges: of the partitions, as a read_uncommitted client saw them.
    func run(_ partitions: Range<Int>, _ ranges: [Range<Int64>]) throws(LogError) -> [RestoredPartition] {
        let topic = settings.checkpoints
        let ends = ranges.map { $0.upperBound }
        var restored = Array(repeating: RestoredPartition(), count: partitions.count)
        var isDone = ends.map { $0 == 0 }
        let wanted = partitions.filter { !isDone[$0 - partitions.lowerBound] }
        if wanted.isEmpty { return restored }

        let reader = try KafkaReader(settings, isCommitted: true, sink: sink)
        defer { reader.close() }
        try reader.assign(topic, wanted.map { ($0, ranges[$0 - partitions.lowerBound].lowerBound) })
        var batch = RecordBatch()
        var lastProgress = Clock.monotonic()
        while isDone.contains(false) {
            batch.removeAll()
            var sawEnd = false
            try reader.poll(timeout: 200, into: &batch) { partition, offset in
                sawEnd = true
                let local = partition - partitions.lowerBound
                if offset >= ends[local] { isDone[local] = true }
            }
            for record in batch.records {
                try take(record, batch, &restored[Int(record.partition) - partitions.lowerBound])
            }
            let now = Clock.monotonic()
            if sawEnd || !batch.isEmpty { lastProgress = now }
            guard now - lastProgress < settings.patience * 1_000 else {
                let stuck = wanted.filter { !isDone[$0 - partitions.lowerBound] }
                throw LogError(
                    .unavailable,
                    "the restore of \(topic) \(stuck) stands still for \(settings.patience) ms; if no broker is down, look for "
                        + "a hanging transaction: kafka-transactions.sh find-hanging")
            }
        }
        for (index, partition) in partitions.enumerated() {
            let (sum, said) = (restored[index].hash, restored[index].position.hash)
            guard sum == said else {
                throw LogError(.corrupt, "\(topic)/\(partition) sums up to \(sum), its position record says \(said)")
            }
        }
        return restored
    }

    private func take(
        _ record: RecordBatch.Record, _ batch: RecordBatch, _ restored: inout RestoredPartition
    ) throws(LogError) {
        var failure: CodecError?
        batch.withParts(of: record) { key, value, _ in
            do throws(CodecError) { try restored.take(key, value) } catch { failure = error }
        }
        if let failure {
            throw LogError(
                .corrupt, "\(settings.checkpoints)/\(record.partition) at offset \(record.offset): \(failure)")
        }
    }
}
