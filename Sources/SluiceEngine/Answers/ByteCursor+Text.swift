package import SluiceKernel

extension ByteCursor {
    /// The most bytes of a number.
    package static let longestNumber = 20

    @inline(__always)
    package mutating func text(_ text: StaticString) {
        let count = text.utf8CodeUnitCount
        take(count).update(from: text.utf8Start, count: count)
    }

    @inline(__always)
    mutating func string(_ text: String) {
        var text = text
        text.withUTF8 { raw(UnsafeRawBufferPointer($0)) }
    }

    /// How many decimal digits a number of at most 63 bits has.
    @inline(__always)
    static func digits(of number: UInt64) -> Int {
        var count = 1
        var bound: UInt64 = 10
        while count < 19, number >= bound {
            count += 1
            bound &*= 10
        }
        return count
    }

    @inline(__always)
    package mutating func number(_ number: Int64) {
        if number < 0 { byte(UInt8(ascii: "-")) }
        var count = ByteCursor.digits(of: number.magnitude)
        let digits = take(count)
        var rest = number.magnitude
        while count > 0 {
            count -= 1
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            digits[count] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digit)
            rest = quotient
        }
    }

    /// Milliseconds since 1970, as RFC 3339 text.
    @inline(__always)
    mutating func time(_ milliseconds: Int64) { TimeText.write(milliseconds: milliseconds, to: take(TimeText.count)) }
}
