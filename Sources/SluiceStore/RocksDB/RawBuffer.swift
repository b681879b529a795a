import Glibc
import SluiceKernel

/// Bytes that grow at the end, outside Swift's arrays: handed to C as they lie, and shared once they no longer change.
@usableFromInline
package struct RawBuffer: ~Copyable {
    @usableFromInline package private(set) var base: UnsafeMutableRawPointer
    @usableFromInline package private(set) var count = 0
    @usableFromInline var capacity: Int

    package init(capacity: Int = 4_096) {
        self.capacity = max(capacity, 64)
        base = malloc(self.capacity)!
    }

    deinit { free(base) }

    @inlinable package var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

    @inlinable package mutating func removeAll() { count = 0 }

    /// Makes room, so that writes of `more` bytes in all do not move the buffer.
    @inlinable @inline(__always)
    package mutating func reserve(_ more: Int) {
        if count + more > capacity { grow(more) }
    }

    @inline(never) @usableFromInline
    mutating func grow(_ more: Int) {
        capacity = max(capacity * 2, count + more)
        base = realloc(base, capacity)!
    }

    @inlinable @inline(__always)
    package mutating func byte(_ value: UInt8) {
        reserve(1)
        base.storeBytes(of: value, toByteOffset: count, as: UInt8.self)
        count += 1
    }

    /// Unsigned LEB128, as ``ByteWriter`` writes it.
    @inlinable @inline(__always)
    package mutating func varint(_ value: Int) {
        reserve(10)
        var rest = UInt64(bitPattern: Int64(value))
        while rest >= 0x80 {
            base.storeBytes(of: UInt8(truncatingIfNeeded: rest) | 0x80, toByteOffset: count, as: UInt8.self)
            count += 1
            rest >>= 7
        }
        base.storeBytes(of: UInt8(truncatingIfNeeded: rest), toByteOffset: count, as: UInt8.self)
        count += 1
    }

    @inlinable @inline(__always)
    package mutating func raw(_ value: UnsafeRawBufferPointer) {
        guard let start = value.baseAddress else { return }
        reserve(value.count)
        (base + count).copyMemory(from: start, byteCount: value.count)
        count += value.count
    }

    @inlinable @inline(__always)
    package mutating func raw(_ value: [UInt8]) { value.withUnsafeBytes { raw($0) } }

    @inlinable @inline(__always)
    package mutating func bigEndian<T: FixedWidthInteger>(_ value: T) {
        reserve(MemoryLayout<T>.size)
        base.storeBytes(of: value.bigEndian, toByteOffset: count, as: T.self)
        count += MemoryLayout<T>.size
    }

    /// Overwrites four bytes that were written before.
    package mutating func patchLittleEndian(_ value: UInt32, at offset: Int) {
        precondition(offset + 4 <= count)
        base.storeBytes(of: value.littleEndian, toByteOffset: offset, as: UInt32.self)
    }

    /// How many bytes ``varint(_:)`` writes.
    @inlinable @inline(__always)
    package static func varintCount(_ value: Int) -> Int {
        value < 0x80 ? 1 : (64 - UInt64(value).leadingZeroBitCount + 6) / 7
    }
}
