/// Numbers of JSON. The bytes were checked by the parser, or are digits and no more.
enum JSONNumber {
    /// The integer that all of `bytes` is: an optional minus and one to eighteen digits without a leading zero. None for anything
    /// else, which is then looked at closely.
    @inline(__always)
    static func shortInteger(_ bytes: UnsafeRawBufferPointer) -> Int? {
        guard let base = bytes.baseAddress, bytes.count > 0 else { return nil }
        let text = base.assumingMemoryBound(to: UInt8.self)
        return shortInteger(text, bytes.count)
    }

    @inline(__always)
    static func shortInteger(_ text: UnsafePointer<UInt8>, _ count: Int) -> Int? {
        var at = 0
        let isNegative = text[0] == UInt8(ascii: "-")
        if isNegative { at = 1 }
        let digits = count - at
        guard digits >= 1, digits <= 18 else { return nil }
        if text[at] == UInt8(ascii: "0") && (digits > 1 || isNegative) { return nil }
        var value = 0
        while at < count {
            let digit = text[at] &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            value = value &* 10 &+ Int(digit)
            at += 1
        }
        return isNegative ? -value : value
    }

    /// Any integer that fits; `1.0` and `1e2` are integers too. None when it does not fit.
    static func integer<T: FixedWidthInteger>(_ bytes: UnsafeBufferPointer<UInt8>, isPlain: Bool) -> T? {
        if isPlain { return T(String(decoding: bytes, as: UTF8.self)) }
        return double(bytes).flatMap { T(exactly: $0) }
    }

    /// The nearest double; none beyond the largest.
    static func double(_ bytes: UnsafeBufferPointer<UInt8>) -> Double? {
        if let short = shortDouble(bytes) { return short }
        guard let value = Double(String(decoding: bytes, as: UTF8.self)), value.isFinite else { return nil }
        return value
    }

    /// Clinger's fast path: a mantissa below 2^53 and a power of ten that a double holds exactly need one rounding only.
    private static func shortDouble(_ bytes: UnsafeBufferPointer<UInt8>) -> Double? {
        var mantissa: UInt64 = 0
        var exponent = 0
        var digits = 0
        var at = 0
        let isNegative = bytes.first == UInt8(ascii: "-")
        if isNegative { at = 1 }
        var isFraction = false
        while at < bytes.count {
            let byte = bytes[at]
            let digit = byte &- UInt8(ascii: "0")
            if digit < 10 {
                mantissa = mantissa &* 10 &+ UInt64(digit)
                digits += 1
                if isFraction { exponent -= 1 }
            } else if byte == UInt8(ascii: ".") {
                isFraction = true
            } else {
                return nil
            }
            at += 1
        }
        guard digits <= 18, mantissa < 1 << 53, exponent >= -22 else { return nil }
        let value = Double(mantissa) / powers[-exponent]
        return isNegative ? -value : value
    }

    private static let powers: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22,
    ]
}
