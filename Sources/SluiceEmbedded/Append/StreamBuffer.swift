import SluiceEngine
import SluiceKernel
import SluiceStore

/// The records of one partition while a group is built: in the write batch's layout, so that the group is their
/// concatenation and comes out sorted.
final class StreamBuffer {
    let topic: LogTopic
    let partition: Int
    private(set) var buffer = RawBuffer()
    private(set) var records: [RecordBatch.Record] = []
    private var lastCount = 0

    init(topic: LogTopic, partition: Int) {
        self.topic = topic
        self.partition = partition
    }

    var isEmpty: Bool { records.isEmpty }

    func add(_ record: borrowing AppendRecord, offset: Int64, time: Int64) {
        let headers = RecordLayout.encode(record.headers)
        let valueCount = RecordLayout.count(
            time: time, key: record.key.count, headers: headers.count, value: record.value.count)
        buffer.reserve(valueCount + EventKey.count + 12)
        buffer.byte(1)
        buffer.byte(UInt8(EventKey.count))
        EventKey.write(topic, partition, offset, into: &buffer)
        buffer.varint(valueCount)
        buffer.byte(1)
        buffer.varint(Int(time))
        buffer.varint(record.key.count)
        let keyStart = buffer.count
        buffer.raw(record.key)
        buffer.varint(headers.count)
        let headersStart = buffer.count
        buffer.raw(headers)
        let valueStart = buffer.count
        buffer.raw(record.value)
        if records.isEmpty { records.reserveCapacity(lastCount) }
        records.append(
            RecordBatch.Record(
                partition: Int32(truncatingIfNeeded: partition), offset: offset, time: time, keyStart: keyStart,
                keyCount: Int32(truncatingIfNeeded: record.key.count), valueStart: valueStart,
                valueCount: Int32(truncatingIfNeeded: record.value.count), headersStart: headersStart,
                headersCount: Int32(truncatingIfNeeded: headers.count)))
    }

    /// Moves what was added to the end of `batch`.
    func move(into batch: inout WriteBatch) -> CommittedGroup.Run {
        let start = batch.byteCount
        batch.append(buffer.bytes, count: records.count)
        buffer.removeAll()
        lastCount = records.count
        defer { records = [] }
        return CommittedGroup.Run(partition: partition, first: records[0].offset, records: records, start: start)
    }
}
