package import SluiceEngine
import SluiceKernel

extension KafkaLog {
    /// Reads the partition of `checkpoints` to the end that it has now, what is undecided included: a commit is there before its
    /// marks are in all partitions. A client's own reader, in no group.
    package func readState(
        partition: Int, _ cell: (_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer?) -> Void
    ) throws(LogError) -> Position {
        let topic = settings.checkpoints
        let reader = try KafkaReader(settings, isCommitted: true, sink: sink)
        defer { reader.close() }
        let range = try node.view.ranges(topic, partition..<partition + 1)[0]
        if range.isEmpty { return Position() }
        try reader.assign(topic, [(partition, range.lowerBound)])
        var position = Position()
        var failure: LogError?
        // Only at an end are all cells those of the position: the records of a checkpoint come in pieces.
        var isAtEnd = false
        var lastProgress = Clock.monotonic()
        while !isAtEnd {
            let count = try reader.forEach(timeout: 200) { message in
                isAtEnd = false
                guard message.key.elementsEqual(PositionRecord.key) else { return cell(message.key, message.value) }
                guard let value = message.value else { return }
                do throws(CodecError) { position = try PositionRecord(value).position } catch {
                    failure = LogError(.corrupt, "\(topic)/\(partition) at offset \(message.offset): \(error)")
                }
            } ended: { _, offset in
                isAtEnd = offset >= range.upperBound
            }
            if let failure { throw failure }
            if count > 0 { lastProgress = Clock.monotonic() }
            guard isAtEnd || Clock.monotonic() - lastProgress < settings.patience * 1_000 else {
                throw LogError(.unavailable, "\(topic)/\(partition): the brokers send nothing")
            }
        }
        return position
    }

    package func reader(of topic: LogTopic, partition: Int) throws(LogError) -> any LogReader {
        if topic == .definitions { return SharedReader(self, topic, partition) }
        return OwnReader(
            RangeReader(try KafkaReader(settings, isCommitted: true, sink: sink)), settings.name(of: topic), partition)
    }

    package func offset(in topic: LogTopic, partition: Int, since time: Int64) throws(LogError) -> Int64 {
        let reader = try KafkaReader(settings, isCommitted: true, sink: sink)
        defer { reader.close() }
        let name = settings.name(of: topic)
        if let offset = try reader.handle.offset(name, partition, since: time) { return offset }
        return try reader.watermarks(name, partition).upperBound
    }
}

/// One partition, by a client of its own.
private final class OwnReader: LogReader {
    private let ranges: RangeReader
    private let topic: String
    private let partition: Int

    init(_ ranges: RangeReader, _ topic: String, _ partition: Int) {
        self.ranges = ranges
        self.topic = topic
        self.partition = partition
    }

    func read(from offset: Int64, bytes: Int) throws(LogError) -> (batch: RecordBatch, end: Int64?) {
        try ranges.readOn(topic, partition, from: offset, bytes: bytes)
    }

    func close() { ranges.close() }
}
