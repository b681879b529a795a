/// Decimal text to double and back, the same on every machine.
enum DecimalText {
    /// The double nearest to `text`, a number in JSON's or CEL's grammar.
    ///
    /// `magnitude` and `scale` are the number's digits and power of ten where they fit: small ones need one exact
    /// operation (Clinger's fast path); the others go through the standard library, which rounds correctly.
    static func double(_ text: UnsafeBufferPointer<UInt8>, magnitude: UInt64?, scale: Int) -> Double? {
        if let magnitude, magnitude <= 1 << 53, scale >= -22, scale <= 22 {
            let value = Double(magnitude)
            let signed = text.first == UInt8(ascii: "-") ? -value : value
            return scale < 0 ? signed / power(-scale) : signed * power(scale)
        }
        return Double(String(decoding: text, as: UTF8.self))
    }

    /// Ten to the power `exponent`, exact up to 22.
    private static func power(_ exponent: Int) -> Double {
        var result = 1.0
        for _ in 0..<exponent { result *= 10 }
        return result
    }

    /// Appends the shortest decimal text that reads back as the same double, always with a point or an exponent.
    static func append(_ value: Double, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: value.description.utf8)
    }

    /// Appends an integer in decimal.
    static func append(_ value: UInt64, negative: Bool = false, to bytes: inout [UInt8]) {
        if negative { bytes.append(UInt8(ascii: "-")) }
        if value < 10 {
            bytes.append(UInt8(ascii: "0") + UInt8(value))
            return
        }
        var digits: (UInt64, UInt64, UInt64) = (0, 0, 0)
        withUnsafeMutableBytes(of: &digits) { buffer in
            var rest = value
            var index = buffer.count
            while rest > 0 {
                index -= 1
                buffer[index] = UInt8(ascii: "0") + UInt8(rest % 10)
                rest /= 10
            }
            bytes.append(contentsOf: buffer[index...])
        }
    }
}
