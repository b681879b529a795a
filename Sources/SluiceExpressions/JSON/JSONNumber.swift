/// A JSON number as the expression language sees it.
///
/// Without point and exponent, and within 64 bits, it is an integer; anything else is a double.
package enum JSONNumber: Equatable, Sendable {
    case int(Int64)
    case double(Double)
}

extension JSONNumber {
    /// Reads the number at `cursor` and moves behind it. Nil, with the cursor at the offending byte, if there is none
    /// or if it exceeds the range of a double.
    @inline(__always)
    static func read(_ cursor: inout JSONCursor) -> JSONNumber? {
        let start = cursor.position
        let negative = cursor.peek == UInt8(ascii: "-")
        if negative { cursor.position += 1 }
        var magnitude: UInt64 = 0
        var digits = 0
        while let digit = cursor.digit {
            // Nineteen digits always fit 64 bits.
            if digits < 19 { magnitude = magnitude &* 10 &+ UInt64(digit) }
            digits += 1
            cursor.position += 1
        }
        guard digits > 0 else { return nil }
        let next = cursor.peek
        let integral = next != UInt8(ascii: ".") && next != UInt8(ascii: "e") && next != UInt8(ascii: "E")
        if integral && digits <= 19 {
            if magnitude <= UInt64(Int64.max) { return .int(negative ? -Int64(magnitude) : Int64(magnitude)) }
            if negative && magnitude == UInt64(Int64.max) + 1 { return .int(.min) }
        }
        return readDouble(&cursor, start: start, negative: negative, magnitude: magnitude, digits: digits)
    }

    /// The rest of a number that is no 64-bit integer: fraction and exponent.
    @inline(never)
    private static func readDouble(
        _ cursor: inout JSONCursor, start: UnsafePointer<UInt8>, negative: Bool, magnitude: UInt64, digits: Int
    ) -> JSONNumber? {
        var magnitude = magnitude
        var digits = digits
        var scale = 0
        if cursor.peek == UInt8(ascii: ".") {
            cursor.position += 1
            guard cursor.digit != nil else { return nil }
            while let digit = cursor.digit {
                if digits < 19 { magnitude = magnitude &* 10 &+ UInt64(digit) }
                digits += 1
                scale -= 1
                cursor.position += 1
            }
        }
        if cursor.peek == UInt8(ascii: "e") || cursor.peek == UInt8(ascii: "E") {
            cursor.position += 1
            let minus = cursor.peek == UInt8(ascii: "-")
            if minus || cursor.peek == UInt8(ascii: "+") { cursor.position += 1 }
            guard cursor.digit != nil else { return nil }
            var exponent = 0
            while let digit = cursor.digit {
                if exponent < 100_000 { exponent = exponent * 10 + Int(digit) }
                cursor.position += 1
            }
            scale += minus ? -exponent : exponent
        }
        let text = UnsafeBufferPointer(start: start, count: cursor.position - start)
        guard let value = DecimalText.double(text, magnitude: digits <= 19 ? magnitude : nil, scale: scale),
            value.isFinite
        else {
            cursor.position = start
            return nil
        }
        return .double(negative ? -value.magnitude : value.magnitude)
    }
}
