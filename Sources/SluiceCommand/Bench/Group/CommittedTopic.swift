import SluiceEngine
import SluiceKafka

/// What is committed of a topic, as any consumer of committed records reads it.
struct CommittedTopic {
    let name: String
    let settings: KafkaSettings

    /// Calls `visit` with the records that are there now, those of a partition in order.
    func forEach(_ visit: (_ record: RecordBatch.Record, _ batch: RecordBatch) throws -> Void) throws {
        var open = try ends()
        if open.isEmpty { return }
        let reader = try KafkaReader(settings, isCommitted: true, sink: StandardErrorLog())
        defer { reader.close() }
        try reader.assign(name, open.keys.sorted().map { ($0, 0) })
        var batch = RecordBatch()
        var read = Clock.monotonic()
        while !open.isEmpty {
            batch.removeAll()
            try reader.poll(timeout: 200, into: &batch) { partition, offset in
                if let end = open[partition], offset >= end { open[partition] = nil }
            }
            for record in batch.records { try visit(record, batch) }
            if !batch.isEmpty { read = Clock.monotonic() }
            guard Clock.monotonic() - read < 60_000_000 else {
                throw CommandError(.no, "\(name) cannot be read to its end")
            }
        }
    }

    /// Where partitions end that are not empty, what is undecided included: a commit is there before its marks are in all
    /// partitions, and until then its records are not readable.
    private func ends() throws -> [Int: Int64] {
        let reader = try KafkaReader(settings, isCommitted: false, sink: StandardErrorLog())
        defer { reader.close() }
        var ends: [Int: Int64] = [:]
        for partition in 0..<settings.shape.partitions {
            let range = try reader.watermarks(name, partition)
            if !range.isEmpty { ends[partition] = range.upperBound }
        }
        return ends
    }
}
