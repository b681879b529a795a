package import SluiceEngine
import SluiceKernel
import SluiceStore

/// Keys of the events database.
///
/// | key | value |
/// |---|---|
/// | `topic partition offset`: byte, 16 and 64 bits big-endian | a record, ``RecordLayout`` |
/// | `fe topic partition` | ``StreamStart``: the first offset kept |
/// | `ff` | ``FormatRecord`` |
///
/// Topics are those of ``LogTopic``: `events` 1, `definitions` 4, `announced` 8, `batch` 10. Offsets of a partition start at 0 and have no gap;
/// those below the first kept are gone, whether their bytes are still there or not. RocksDB checks each block and each entry of
/// its write-ahead log by CRC, so records carry none of their own.
package enum EventKey {
    package static let format: [UInt8] = [0xff]
    /// Bytes of a record's key.
    package static let count = 11

    package static func record(_ topic: LogTopic, _ partition: Int, _ offset: Int64) -> [UInt8] {
        var key: [UInt8] = []
        key.reserveCapacity(count)
        key.append(topic.rawValue)
        key.appendBigEndian(UInt16(partition))
        key.appendBigEndian(offset)
        return key
    }

    /// Writes the key of a record, ``count`` bytes.
    @inline(__always)
    static func write(_ topic: LogTopic, _ partition: Int, _ offset: Int64, into buffer: inout RawBuffer) {
        buffer.byte(topic.rawValue)
        buffer.bigEndian(UInt16(truncatingIfNeeded: partition))
        buffer.bigEndian(offset)
    }

    /// Behind every record of the partition.
    package static func end(_ topic: LogTopic, _ partition: Int) -> [UInt8] { record(topic, partition, -1) }

    package static func offset(of key: UnsafeRawBufferPointer) -> Int64 {
        Int64(bigEndian: key.loadUnaligned(fromByteOffset: key.count - 8, as: Int64.self))
    }

    package static func start(_ topic: LogTopic, _ partition: Int) -> [UInt8] {
        var key: [UInt8] = [0xfe, topic.rawValue]
        key.appendBigEndian(UInt16(partition))
        return key
    }
}
