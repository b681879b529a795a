private import Glibc
import SluiceKernel

/// What changed since the last commit of a bare lane: one cell for each instance, in memory of fixed strides.
struct BareCells: ~Copyable {
    private static let keyStride = 40
    /// What an event brings, its id included; cells and outcomes are filled up with what compresses well, as the engine's
    /// names and repeated values do.
    private static let contentBytes = 200

    private let stride: Int
    private var slots: [UInt64: Int32] = [:]
    private(set) var count = 0
    private var keys: UnsafeMutableRawPointer
    private var values: UnsafeMutableRawPointer
    private(set) var partitions: [Int32] = []
    private var lengths: [Int32] = []
    /// Cells of instances that ended, each as often as it did.
    private(set) var ended: [Int32] = []
    private let capacity: Int

    /// - Parameter stride: bytes of the largest value.
    init(capacity: Int, stride: Int) {
        self.stride = stride
        self.capacity = capacity
        slots.reserveCapacity(capacity)
        partitions.reserveCapacity(capacity)
        lengths.reserveCapacity(capacity)
        keys = .allocate(byteCount: capacity * BareCells.keyStride, alignment: 8)
        values = .allocate(byteCount: capacity * stride, alignment: 8)
        memset(values, 0x20, capacity * stride)
    }

    deinit {
        keys.deallocate()
        values.deallocate()
    }

    var isFull: Bool { count == capacity }

    /// An event of an instance: its cell is written anew, of `bytes` bytes.
    ///
    /// - Parameter record: that of the event, in which `id` lies.
    mutating func touch(
        _ id: UnsafeRawBufferPointer, _ partition: Int, in record: UnsafeRawBufferPointer, bytes: Int, ends: Bool
    ) {
        let hash = Mixer.hash64(id)
        let slot: Int
        if let known = slots[hash] {
            slot = Int(known)
        } else {
            slot = count
            slots[hash] = Int32(slot)
            partitions.append(Int32(partition))
            lengths.append(0)
            let key = keys + slot * BareCells.keyStride
            let length = min(id.count, BareCells.keyStride - 1)
            key.storeBytes(of: UInt8(length), as: UInt8.self)
            (key + 1).copyMemory(from: id.baseAddress!, byteCount: length)
            count += 1
        }
        let left = record.baseAddress! + record.count - id.baseAddress!
        let content = min(left, BareCells.contentBytes, bytes)
        (values + slot * stride).copyMemory(from: id.baseAddress!, byteCount: content)
        lengths[slot] = Int32(bytes)
        if ends { ended.append(Int32(slot)) }
    }

    func key(_ slot: Int) -> UnsafeRawBufferPointer {
        let key = keys + slot * BareCells.keyStride
        return UnsafeRawBufferPointer(start: key + 1, count: Int(key.load(as: UInt8.self)))
    }

    func cell(_ slot: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: values + slot * stride, count: Int(lengths[slot]))
    }

    func outcome(_ slot: Int, bytes: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: values + slot * stride, count: min(bytes, stride))
    }

    mutating func removeAll() {
        slots.removeAll(keepingCapacity: true)
        partitions.removeAll(keepingCapacity: true)
        lengths.removeAll(keepingCapacity: true)
        ended.removeAll(keepingCapacity: true)
        count = 0
    }
}
