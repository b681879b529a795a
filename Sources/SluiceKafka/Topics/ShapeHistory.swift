import SluiceEngine
import SluiceKernel

/// How an application's log was cut, as its topic `shape` tells: the first record of each revision counts, so that of two
/// nodes which record one at the same time both follow the same.
struct ShapeHistory {
    private static let version: UInt8 = 1
    /// The key of all records.
    static let key = Array("shape".utf8)

    /// nil: none was recorded yet.
    private(set) var shape: LogShape?
    /// 0: none was recorded yet.
    private(set) var revision: UInt64 = 0

    static func encode(_ shape: LogShape, revision: UInt64) -> [UInt8] {
        var writer = ByteWriter()
        writer.byte(version)
        writer.varint(revision)
        writer.count(shape.partitions)
        writer.count(shape.slots)
        return writer.bytes
    }

    mutating func apply(_ record: UnsafeRawBufferPointer) throws(CodecError) {
        var reader = ByteReader(record)
        let version = try reader.byte()
        guard version == ShapeHistory.version else {
            throw CodecError("shape of version \(version); this release reads \(ShapeHistory.version)", at: 0)
        }
        let revision = try reader.varint()
        let partitions = Int(try reader.number(UInt16.self))
        let slots = Int(try reader.number(UInt16.self))
        guard slots >= 1, partitions >= slots, partitions <= 1_024, partitions % slots == 0 else {
            throw reader.fail("no shape: \(partitions) partitions and \(slots) slots")
        }
        guard revision == self.revision + 1 else { return }
        self.revision = revision
        shape = LogShape(partitions: partitions, slots: slots)
    }

    /// Reads the topic to its end.
    ///
    /// - Throws: `mismatch` for what a later release wrote.
    init(_ settings: KafkaSettings, sink: any LogSink) throws(LogError) {
        let topic = settings.name(of: .shape)
        let reader = RangeReader(try KafkaReader(settings, isCommitted: true, sink: sink))
        defer { reader.close() }
        let range = try reader.range(topic, 0)
        var offset = range.lowerBound
        while offset < range.upperBound {
            let batch = try reader.read(topic, 0, from: offset, bytes: 1 << 20)
            guard let last = batch.records.last else { return }
            offset = last.offset + 1
            for record in batch.records { try apply(record, batch, topic) }
        }
    }

    private mutating func apply(
        _ record: RecordBatch.Record, _ batch: RecordBatch, _ topic: String
    ) throws(LogError) {
        do {
            try batch.withParts(of: record) { _, value, _ in if let value { try apply(value) } }
        } catch { throw LogError(.mismatch, "\(topic), offset \(record.offset): \(error)") }
    }
}
