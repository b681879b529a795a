#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#elseif canImport(Darwin)
internal import Darwin
#endif

/// Comparisons of memory.
enum Bytes {
    @inline(__always)
    static func areEqual(_ a: UnsafePointer<UInt8>, _ b: UnsafePointer<UInt8>?, _ count: Int) -> Bool {
        guard count > 0 else { return true }
        guard let b, a[0] == b[0] else { return false }
        return memcmp(a, b, count) == 0
    }

    /// Whether `a` comes before `b`: byte by byte, a shorter one before what it begins. None: equal.
    @inline(__always)
    static func precedes(_ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>) -> Bool? {
        let common = min(a.count, b.count)
        if common > 0, let first = a.baseAddress, let second = b.baseAddress {
            // Mostly the first byte tells.
            if first[0] != second[0] { return first[0] < second[0] }
            let order = memcmp(first, second, common)
            if order != 0 { return order < 0 }
        }
        return a.count == b.count ? nil : a.count < b.count
    }
}
