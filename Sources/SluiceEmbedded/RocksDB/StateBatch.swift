import CRocksDB
import SluiceEngine
import SluiceKernel

/// RocksDB's own write batch, for checkpoints: used again with the memory that it has. A new one for each would be megabytes
/// that the system clears first, and a copy of what was built elsewhere.
struct StateBatch: ~Copyable {
    /// Memory beyond this is given back.
    private static let kept = 64 << 20

    /// RocksDB's.
    private(set) var handle = rocksdb_writebatch_create()!
    private var families: [OpaquePointer] = []
    /// Where keys and outputs are put together.
    private var key = RawBuffer(capacity: 512)
    private var output = RawBuffer(capacity: 4_096)

    init() {}

    deinit { rocksdb_writebatch_destroy(handle) }

    /// Begins a batch for the families of an open database.
    mutating func begin(_ open: OpenDatabase) {
        if byteCount > StateBatch.kept {
            rocksdb_writebatch_destroy(handle)
            handle = rocksdb_writebatch_create()!
        } else {
            rocksdb_writebatch_clear(handle)
        }
        families = open.families
    }

    var byteCount: Int {
        var count = 0
        rocksdb_writebatch_data(handle, &count)
        return count
    }

    mutating func put(_ key: [UInt8], _ value: [UInt8]) {
        key.withUnsafeBytes { key in value.withUnsafeBytes { put(key, $0, in: .main) } }
    }

    /// Puts under the key `prefix key`.
    mutating func put(
        prefix: UInt16, _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer, in family: Family
    ) {
        join(prefix, key)
        put(self.key.bytes, value, in: family)
    }

    mutating func delete(prefix: UInt16, _ key: UnsafeRawBufferPointer, in family: Family) {
        join(prefix, key)
        rocksdb_writebatch_delete_cf(
            handle, families[family.rawValue], StateBatch.characters(self.key.bytes), self.key.count)
    }

    mutating func put(
        output topic: LogTopic, _ partition: Int, _ offset: Int64, time: Int64, key: UnsafeRawBufferPointer,
        headers: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer?
    ) {
        self.key.removeAll()
        StateKey.write(output: topic, partition, offset, into: &self.key)
        output.removeAll()
        RecordLayout.write(into: &output, time: time, key: key, headers: headers, value: value)
        put(self.key.bytes, output.bytes, in: .outputs)
    }

    private mutating func join(_ prefix: UInt16, _ key: UnsafeRawBufferPointer) {
        self.key.removeAll()
        self.key.bigEndian(prefix)
        self.key.raw(key)
    }

    private func put(_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer, in family: Family) {
        rocksdb_writebatch_put_cf(
            handle, families[family.rawValue], StateBatch.characters(key), key.count, StateBatch.characters(value),
            value.count)
    }

    private static func characters(_ bytes: UnsafeRawBufferPointer) -> UnsafePointer<CChar>? {
        bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
    }
}
