/// The 128-bit sum of `H(key, value)` over the cells of a partition.
///
/// A sum, so that it is kept up incrementally: subtract a cell's old hash, add its new one. It detects damage and
/// divergence, not an attacker. `H` folds 16 bytes at a time through two 64×64→128 multiplications (the construction of
/// wyhash, public domain); the layout is fixed in `docs/formats.md`.
package struct StateHash: Equatable, Sendable, CustomStringConvertible {
    package var high: UInt64
    package var low: UInt64

    package init(high: UInt64 = 0, low: UInt64 = 0) {
        self.high = high
        self.low = low
    }

    /// The hash of one cell. An absent cell has the hash zero.
    package static func cell(key: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) -> StateHash {
        var mixer = Mixer(seed: UInt64(key.count) &* 0x9e37_79b9_7f4a_7c15 ^ UInt64(value.count))
        mixer.absorb(key)
        mixer.absorb(value)
        return mixer.finish()
    }

    package mutating func add(_ other: StateHash) {
        let (sum, carry) = low.addingReportingOverflow(other.low)
        low = sum
        high = high &+ other.high &+ (carry ? 1 : 0)
    }

    package mutating func subtract(_ other: StateHash) {
        let (difference, borrow) = low.subtractingReportingOverflow(other.low)
        low = difference
        high = high &- other.high &- (borrow ? 1 : 0)
    }

    package var description: String {
        func hex(_ value: UInt64) -> String {
            let digits = String(value, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }
        return hex(high) + hex(low)
    }
}

/// The mixing state behind ``StateHash`` and ``Mixer/hash64(_:)``.
package struct Mixer {
    private var x: UInt64
    private var y: UInt64

    package init(seed: UInt64) {
        x = seed ^ 0xa076_1d64_78bd_642f
        y = seed ^ 0xe703_7ed1_a0b4_28db
    }

    @inline(__always)
    private static func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let product = a.multipliedFullWidth(by: b)
        return product.high ^ product.low
    }

    package mutating func absorb(_ bytes: UnsafeRawBufferPointer) {
        var offset = 0
        let count = bytes.count
        guard let base = bytes.baseAddress else { return }
        while count - offset >= 16 {
            step(
                UInt64(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: UInt64.self)),
                UInt64(littleEndian: base.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self)))
            offset += 16
        }
        let rest = count - offset
        if rest > 0 {
            step(Mixer.word(base + offset, min(rest, 8)), rest > 8 ? Mixer.word(base + offset + 8, rest - 8) : 0)
        }
    }

    /// Up to eight bytes, little-endian, zeros behind them.
    @inline(__always)
    private static func word(_ bytes: UnsafeRawPointer, _ count: Int) -> UInt64 {
        func load<T: FixedWidthInteger>(_ offset: Int, as: T.Type) -> UInt64 {
            UInt64(truncatingIfNeeded: T(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: T.self)))
        }
        if count == 8 { return load(0, as: UInt64.self) }
        // The last half may overlap the first: both say the same of the bytes that they share.
        if count >= 4 { return load(0, as: UInt32.self) | load(count - 4, as: UInt32.self) &<< (8 * (count - 4)) }
        if count >= 2 { return load(0, as: UInt16.self) | load(count - 2, as: UInt16.self) &<< (8 * (count - 2)) }
        return load(0, as: UInt8.self)
    }

    @inline(__always)
    private mutating func step(_ a: UInt64, _ b: UInt64) {
        let next = Mixer.fold(x ^ a, 0x8ebc_6af0_9c88_c6e3 ^ b)
        y = Mixer.fold(y ^ b, 0x5899_65cc_7537_4cc3 ^ a) &+ x
        x = next &+ 0x1d8e_4e27_c47d_124f
    }

    package func finish() -> StateHash {
        let high = Mixer.fold(x ^ 0xeb44_acca_b455_d165, y ^ 0x9e37_79b9_7f4a_7c15)
        return StateHash(high: high, low: Mixer.fold(high ^ y, x ^ 0xa076_1d64_78bd_642f) ^ y)
    }

    /// A 64-bit hash that is the same in every process, for jitter and for tables that are never iterated.
    package static func hash64(_ bytes: UnsafeRawBufferPointer, seed: UInt64 = 0) -> UInt64 {
        var mixer = Mixer(seed: seed ^ UInt64(bytes.count))
        mixer.absorb(bytes)
        return mixer.finish().low
    }
}
