import SluiceEngine
import SluiceKernel
import SluiceStore

/// Where the committed state of each partition stands, read from the ends of `checkpoints`.
struct CommittedPositions {
    private let settings: KafkaSettings
    private let reader: KafkaReader

    init(_ settings: KafkaSettings, sink: any LogSink) throws(LogError) {
        self.settings = settings
        reader = try KafkaReader(settings, isCommitted: true, sink: sink)
    }

    /// The next event to fold; nil: the partition was never checkpointed.
    ///
    /// The position record is the last one of each transaction, but for what commits later.
    func position(_ partition: Int) throws(LogError) -> Int64? {
        guard let (offset, value) = try last(PositionRecord.key, partition) else { return nil }
        do throws(CodecError) {
            return try value.decode { (reader) throws(CodecError) in
                try PositionRecord(try reader.slice(reader.remaining)).position.next
            }
        } catch { throw LogError(.corrupt, "\(settings.checkpoints)/\(partition) at offset \(offset): \(error)") }
    }

    /// How many events of other partitions' instances a partition has sent on to them so far.
    func misrouted(_ partition: Int) throws(LogError) -> UInt64 {
        try state(partition)?.sent.reduce(0) { $0 + $1.number } ?? 0
    }

    /// How far the topics that are fed into a partition were applied.
    func feeds(_ partition: Int) throws(LogError) -> [PartitionState.FeedMark] { try state(partition)?.feeds ?? [] }

    private func state(_ partition: Int) throws(LogError) -> PartitionState? {
        guard let (offset, value) = try last(CellKey.partition, partition) else { return nil }
        do throws(CodecError) {
            return try value.decode { (reader) throws(CodecError) in
                try PartitionState(cell: try reader.slice(reader.remaining))
            }
        } catch { throw LogError(.corrupt, "\(settings.checkpoints)/\(partition) at offset \(offset): \(error)") }
    }

    /// The last record with this key, looked for in ever longer stretches from the end.
    private func last(_ key: [UInt8], _ partition: Int) throws(LogError) -> (offset: Int64, value: [UInt8])? {
        let topic = settings.checkpoints
        let range = try reader.watermarks(topic, partition)
        var stretch: Int64 = 256
        while !range.isEmpty {
            let start = max(range.lowerBound, range.upperBound - stretch)
            if let found = try last(key, topic, partition, from: start) { return found }
            if start == range.lowerBound { return nil }
            stretch *= 16
        }
        return nil
    }

    private func last(
        _ wanted: [UInt8], _ topic: String, _ partition: Int, from start: Int64
    ) throws(LogError) -> (offset: Int64, value: [UInt8])? {
        var found: (Int64, [UInt8])?
        try reader.readToEnd(of: topic, partition, from: start) { batch in
            for record in batch.records {
                batch.withParts(of: record) { key, value, _ in
                    if key.elementsEqual(wanted), let value { found = (record.offset, Array(value)) }
                }
            }
        }
        return found
    }

    /// The group's offsets; nil: none. Those of a transaction that is not decided are left out.
    func offsets(_ partitions: Range<Int>) throws(LogError) -> [Int64?] {
        let topic = settings.name(of: .events)
        do throws(KafkaError) { return try reader.handle.committed(topic, partitions, timeout: 10_000) } catch {
            throw LogError(error, topic, needs: [KafkaRight(.describe, .group(settings.group))])
        }
    }

    func close() { reader.close() }
}
