private import Glibc
import SluiceKernel

/// What changed since the last commit of a bare lane: one cell for each instance, in memory of fixed strides.
struct BareCells: ~Copyable {
    private static let keyStride = 40

    let cellBytes: Int
    private var slots: [UInt64: Int32] = [:]
    private(set) var count = 0
    private var keys: UnsafeMutableRawPointer
    private var values: UnsafeMutableRawPointer
    private(set) var partitions: [Int32] = []
    /// Cells of instances that ended, each as often as it did.
    private(set) var ended: [Int32] = []
    private let capacity: Int

    init(capacity: Int, cellBytes: Int) {
        self.cellBytes = cellBytes
        self.capacity = capacity
        slots.reserveCapacity(capacity)
        partitions.reserveCapacity(capacity)
        keys = .allocate(byteCount: capacity * BareCells.keyStride, alignment: 8)
        values = .allocate(byteCount: capacity * cellBytes, alignment: 8)
        memset(values, 0x20, capacity * cellBytes)
    }

    deinit {
        keys.deallocate()
        values.deallocate()
    }

    var isFull: Bool { count == capacity }

    /// An event of an instance: its cell is written anew from the record.
    mutating func touch(
        _ id: UnsafeRawBufferPointer, _ partition: Int, from record: UnsafeRawBufferPointer, ends: Bool
    ) {
        let hash = Mixer.hash64(id)
        let slot: Int
        if let known = slots[hash] {
            slot = Int(known)
        } else {
            slot = count
            slots[hash] = Int32(slot)
            partitions.append(Int32(partition))
            let key = keys + slot * BareCells.keyStride
            let length = min(id.count, BareCells.keyStride - 1)
            key.storeBytes(of: UInt8(length), as: UInt8.self)
            (key + 1).copyMemory(from: id.baseAddress!, byteCount: length)
            count += 1
        }
        (values + slot * cellBytes).copyMemory(from: record.baseAddress!, byteCount: min(record.count, cellBytes))
        if ends { ended.append(Int32(slot)) }
    }

    func key(_ slot: Int) -> UnsafeRawBufferPointer {
        let key = keys + slot * BareCells.keyStride
        return UnsafeRawBufferPointer(start: key + 1, count: Int(key.load(as: UInt8.self)))
    }

    func value(_ slot: Int, bytes: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: values + slot * cellBytes, count: min(bytes, cellBytes))
    }

    mutating func removeAll() {
        slots.removeAll(keepingCapacity: true)
        partitions.removeAll(keepingCapacity: true)
        ended.removeAll(keepingCapacity: true)
        count = 0
    }
}
