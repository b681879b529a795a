/// A span of time: nanoseconds in 64 bits, so about ±292 years.
package struct CELDuration: Equatable, Comparable, Hashable, Sendable {
    package var nanoseconds: Int64

    package init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    package static func < (left: CELDuration, right: CELDuration) -> Bool {
        left.nanoseconds < right.nanoseconds
    }
}

extension CELDuration {
    /// Reads `1h30m`, `-1.5s`, `0`: numbers with a unit each (h, m, s, ms, us, ns), optionally signed as a whole.
    /// Nil if the text is something else or the span exceeds 64 bits of nanoseconds; what lies below a nanosecond
    /// is cut off.
    package init?(_ text: UnsafeBufferPointer<UInt8>) {
        var index = 0
        var negative = false
        if let sign = text.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
            negative = sign == UInt8(ascii: "-")
            index = 1
        }
        guard index < text.count else { return nil }
        if text.count - index == 1, text[index] == UInt8(ascii: "0") {
            nanoseconds = 0
            return
        }
        var total: Int64 = 0
        while index < text.count {
            guard let part = Self.part(text, &index, negative: negative) else { return nil }
            let (sum, overflow) = total.addingReportingOverflow(part)
            if overflow { return nil }
            total = sum
        }
        nanoseconds = total
    }

    /// One number with its unit, in nanoseconds.
    private static func part(_ text: UnsafeBufferPointer<UInt8>, _ index: inout Int, negative: Bool) -> Int64? {
        var whole: UInt64 = 0
        var digits = 0
        while index < text.count, text[index] >= UInt8(ascii: "0"), text[index] <= UInt8(ascii: "9") {
            let (product, high) = whole.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(UInt64(text[index] - UInt8(ascii: "0")))
            if high || carry { return nil }
            whole = sum
            digits += 1
            index += 1
        }
        // The fraction as digits over a power of ten; beyond 13 digits nothing reaches a nanosecond.
        var fraction: UInt64 = 0
        var scale: UInt64 = 1
        if index < text.count, text[index] == UInt8(ascii: ".") {
            index += 1
            while index < text.count, text[index] >= UInt8(ascii: "0"), text[index] <= UInt8(ascii: "9") {
                if scale < 10_000_000_000_000 {
                    fraction = fraction * 10 + UInt64(text[index] - UInt8(ascii: "0"))
                    scale *= 10
                }
                digits += 1
                index += 1
            }
        }
        guard digits > 0, let unit = unit(text, &index) else { return nil }
        let (big, overflow) = whole.multipliedReportingOverflow(by: unit)
        let small = fraction.multipliedFullWidth(by: unit)
        let (sum, carry) = big.addingReportingOverflow(scale.dividingFullWidth(small).quotient)
        if overflow || carry { return nil }
        if negative { return sum <= Int64.min.magnitude ? Int64(truncatingIfNeeded: 0 &- sum) : nil }
        return Int64(exactly: sum)
    }

    private static func unit(_ text: UnsafeBufferPointer<UInt8>, _ index: inout Int) -> UInt64? {
        guard index < text.count else { return nil }
        let first = text[index]
        let second = index + 1 < text.count ? text[index + 1] : 0
        let small = second == UInt8(ascii: "s")
        index += 1
        switch first {
        case UInt8(ascii: "h"): return 3_600_000_000_000
        case UInt8(ascii: "s"): return 1_000_000_000
        case UInt8(ascii: "m"):
            if small { index += 1 }
            return small ? 1_000_000 : 60_000_000_000
        case UInt8(ascii: "u") where small:
            index += 1
            return 1_000
        case UInt8(ascii: "n") where small:
            index += 1
            return 1
        default: return nil
        }
    }

    /// Appends the span as seconds: `1.5s`, `-0.000000001s`.
    package func write(into bytes: inout [UInt8]) {
        let magnitude = nanoseconds.magnitude
        DecimalText.append(magnitude / 1_000_000_000, negative: nanoseconds < 0, to: &bytes)
        CELTimestamp.writeFraction(UInt32(magnitude % 1_000_000_000), into: &bytes)
        bytes.append(UInt8(ascii: "s"))
    }
}
