import SluiceKernel
import SluiceStore

/// RocksDB's write batch as it lies in memory, built here and handed over whole.
///
/// Layout (`db/write_batch.cc`): sequence fixed64 (0), count fixed32, then records: a type byte, then blocks of a varint
/// length and its bytes: `1 key value` put, `0 key` delete, `15 begin end` delete a range; for another family than the main
/// one `5 family key value`, `4 family key`, `14 family begin end`, `family` a varint.
struct WriteBatch: ~Copyable {
    static let headerCount = 12

    private(set) var buffer: RawBuffer
    private(set) var count: UInt32 = 0

    init(capacity: Int = 65_536) {
        buffer = RawBuffer(capacity: capacity)
        buffer.bigEndian(UInt64(0))
        buffer.bigEndian(UInt32(0))
    }

    /// The bytes to hand over; sets the count.
    mutating func finish() { buffer.patchLittleEndian(count, at: 8) }

    var bytes: UnsafeRawBufferPointer { buffer.bytes }
    var byteCount: Int { buffer.count }
    var isEmpty: Bool { count == 0 }

    mutating func removeAll() {
        buffer.removeAll()
        buffer.bigEndian(UInt64(0))
        buffer.bigEndian(UInt32(0))
        count = 0
    }

    mutating func put(_ key: [UInt8], _ value: [UInt8]) {
        buffer.byte(1)
        block(key)
        block(value)
        count += 1
    }

    mutating func put(_ key: [UInt8], _ value: UnsafeRawBufferPointer, in family: Family = .main) {
        record(1, 5, family)
        block(key)
        buffer.varint(value.count)
        buffer.raw(value)
        count += 1
    }

    mutating func delete(_ key: [UInt8]) {
        buffer.byte(0)
        block(key)
        count += 1
    }

    mutating func deleteRange(from begin: [UInt8], below end: [UInt8], in family: Family = .main) {
        record(15, 14, family)
        block(begin)
        block(end)
        count += 1
    }

    /// Adds records that were built elsewhere in the same layout.
    mutating func append(_ records: UnsafeRawBufferPointer, count: Int) {
        buffer.raw(records)
        self.count += UInt32(count)
    }

    /// Gives the buffer away.
    consuming func takeBuffer() -> RawBuffer { buffer }

    /// Begins a record: its type in the main family, or that in another.
    @inline(__always)
    private mutating func record(_ main: UInt8, _ other: UInt8, _ family: Family) {
        if family == .main {
            buffer.byte(main)
        } else {
            buffer.byte(other)
            buffer.varint(family.rawValue)
        }
    }

    private mutating func block(_ bytes: [UInt8]) {
        buffer.varint(bytes.count)
        buffer.raw(bytes)
    }
}
