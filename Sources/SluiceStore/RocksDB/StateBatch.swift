import CRocksDB
package import SluiceEngine
import SluiceKernel

/// RocksDB's own write batch, for checkpoints: used again with the memory that it has. A new one for each would be megabytes
/// that the system clears first, and a copy of what was built elsewhere.
package struct StateBatch: ~Copyable {
    /// Memory beyond this is given back.
    private static let kept = 64 << 20

    /// RocksDB's.
    private(set) var handle = rocksdb_writebatch_create()!
    var families: [OpaquePointer] = []
    /// Where keys are put together.
    private var key = RawBuffer(capacity: 512)

    package init() {}

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

    package var byteCount: Int {
        var count = 0
        rocksdb_writebatch_data(handle, &count)
        return count
    }

    package mutating func put(_ key: [UInt8], _ value: [UInt8]) {
        key.withUnsafeBytes { key in value.withUnsafeBytes { put(key, $0, in: .main) } }
    }

    /// Puts and deletes cells of one place.
    package mutating func add(_ cells: CellBatch, at place: CellPlace) {
        cells.storage.withUnsafeBytes { storage in
            for cell in cells.cells {
                let middle = cell.start + Int(cell.keyCount)
                let key = UnsafeRawBufferPointer(rebasing: storage[cell.start..<middle])
                if cell.valueCount < 0 {
                    delete(key, at: place)
                } else {
                    put(
                        key, UnsafeRawBufferPointer(rebasing: storage[middle..<middle + Int(cell.valueCount)]),
                        at: place)
                }
            }
        }
    }

    /// Puts a cell.
    mutating func put(_ cell: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer, at place: CellPlace) {
        join(place, cell)
        put(key.bytes, value, in: Family.of(cell: cell))
    }

    /// Puts an index cell, which has no value.
    mutating func put(index cell: [UInt8], at place: CellPlace) {
        cell.withUnsafeBytes { put($0, UnsafeRawBufferPointer(start: nil, count: 0), at: place) }
    }

    /// Deletes a cell.
    mutating func delete(_ cell: UnsafeRawBufferPointer, at place: CellPlace) {
        join(place, cell)
        let family = families[Family.of(cell: cell).rawValue]
        rocksdb_writebatch_delete_cf(handle, family, StateBatch.characters(key.bytes), key.count)
    }

    private mutating func join(_ place: CellPlace, _ cell: UnsafeRawBufferPointer) {
        key.removeAll()
        key.bigEndian(place.number)
        key.raw(cell)
    }

    mutating func delete(_ key: [UInt8]) {
        key.withUnsafeBytes {
            rocksdb_writebatch_delete_cf(handle, families[Family.main.rawValue], StateBatch.characters($0), $0.count)
        }
    }

    mutating func deleteRange(from begin: [UInt8], below end: [UInt8], in family: Family) {
        begin.withUnsafeBytes { begin in
            end.withUnsafeBytes { end in
                rocksdb_writebatch_delete_range_cf(
                    handle, families[family.rawValue], StateBatch.characters(begin), begin.count,
                    StateBatch.characters(end), end.count)
            }
        }
    }

    package func put(_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer, in family: Family) {
        rocksdb_writebatch_put_cf(
            handle, families[family.rawValue], StateBatch.characters(key), key.count, StateBatch.characters(value),
            value.count)
    }

    private static func characters(_ bytes: UnsafeRawBufferPointer) -> UnsafePointer<CChar>? {
        bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
    }
}
