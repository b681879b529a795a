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

    /// The double that `text` says: a decimal number with optional sign, point and exponent, `NaN`, `Infinity` or
    /// `-Infinity`. Nil for other text and for numbers beyond a double.
    static func double(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
        switch String(decoding: text.prefix(10), as: UTF8.self) {
        case "NaN": return .nan
        case "Infinity", "+Infinity": return .infinity
        case "-Infinity": return -.infinity
        default: break
        }
        var index = 0
        func at(_ place: Int) -> UInt8 { place < text.count ? text[place] : 0 }
        func digits() -> Int {
            let start = index
            while Lexis.isDigit(at(index)) { index += 1 }
            return index - start
        }
        if at(0) == UInt8(ascii: "-") || at(0) == UInt8(ascii: "+") { index = 1 }
        var count = digits()
        if at(index) == UInt8(ascii: ".") {
            index += 1
            count += digits()
        }
        guard count > 0 else { return nil }
        if at(index) | 0x20 == UInt8(ascii: "e") {
            index += 1
            if at(index) == UInt8(ascii: "-") || at(index) == UInt8(ascii: "+") { index += 1 }
            guard digits() > 0 else { return nil }
        }
        guard index == text.count, let value = Double(String(decoding: text, as: UTF8.self)), value.isFinite else {
            return nil
        }
        return value
    }

    /// Appends a double as people write it: the shortest digits that read back as the same double, without a point
    /// where it is a whole number, with an exponent below 0.0001 and from 1e21 (as Go and JavaScript do).
    static func appendPlain(_ value: Double, to bytes: inout [UInt8]) {
        guard value.isFinite else {
            bytes.append(contentsOf: (value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity").utf8)
            return
        }
        // The standard library's text gives the digits; only the point is put elsewhere.
        var digits: [UInt8] = []
        var point: Int?
        var exponent = 0
        let text = Array(value.magnitude.description.utf8)
        for (index, byte) in text.enumerated() {
            if Lexis.isDigit(byte) {
                digits.append(byte)
            } else if byte == UInt8(ascii: ".") {
                point = digits.count
            } else {
                exponent = Int(String(decoding: text[(index + 1)...], as: UTF8.self)) ?? 0
                break
            }
        }
        var scale = (point ?? digits.count) + exponent
        while digits.count > 1, digits.first == UInt8(ascii: "0") {
            digits.removeFirst()
            scale -= 1
        }
        while digits.count > 1, digits.last == UInt8(ascii: "0") { digits.removeLast() }
        if digits == [UInt8(ascii: "0")] { scale = 1 }
        if value.sign == .minus { bytes.append(UInt8(ascii: "-")) }
        let zero = UInt8(ascii: "0")
        if scale - 1 < -4 || scale - 1 >= 21 {
            bytes.append(digits[0])
            if digits.count > 1 {
                bytes.append(UInt8(ascii: "."))
                bytes.append(contentsOf: digits[1...])
            }
            let power = scale - 1
            bytes.append(contentsOf: power < 0 ? "e-".utf8 : "e+".utf8)
            if power.magnitude < 10 { bytes.append(zero) }
            append(UInt64(power.magnitude), to: &bytes)
        } else if scale <= 0 {
            bytes.append(contentsOf: [zero, UInt8(ascii: ".")])
            bytes.append(contentsOf: repeatElement(zero, count: -scale))
            bytes.append(contentsOf: digits)
        } else if digits.count <= scale {
            bytes.append(contentsOf: digits)
            bytes.append(contentsOf: repeatElement(zero, count: scale - digits.count))
        } else {
            bytes.append(contentsOf: digits[..<scale])
            bytes.append(UInt8(ascii: "."))
            bytes.append(contentsOf: digits[scale...])
        }
    }
}
