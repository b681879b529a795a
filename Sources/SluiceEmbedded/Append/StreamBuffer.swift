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

    init(_ range: RecordRange) {
        topic = range.topic
        partition = range.partition
    }

    var isEmpty: Bool { records.isEmpty }

    func add(_ record: borrowing AppendRecord, offset: Int64, time: Int64) {
        let headers = RecordLayout.encode(headers(of: record))
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

    /// What is kept here in place of a topic of others says which.
    private func headers(of record: borrowing AppendRecord) -> [RecordHeader] {
        guard topic == .announced else { return record.headers }
        return [RecordHeader(RecordHeader.topicName, Array(record.destination.utf8))] + record.headers
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
