/// An exact decimal number: `units · 10^-scale`. Sums and medians of money and times come out to the last digit.
struct Decimal: Equatable, Sendable {
    var units: Int128
    var scale: Int

    /// Digits behind the point at most.
    static let scaleLimit = 18

    init(units: Int128, scale: Int) {
        self.units = units
        self.scale = scale
    }

    /// Reads a JSON number. nil: none, or one with more digits than are kept.
    init?(_ text: some Collection<UInt8>) {
        var units: Int128 = 0
        var scale = 0
        var digits = 0
        var isNegative = false
        var isBehindPoint = false
        var exponent = 0
        var index = text.startIndex
        if index < text.endIndex, text[index] == UInt8(ascii: "-") {
            isNegative = true
            index = text.index(after: index)
        }
        while index < text.endIndex {
            let byte = text[index]
            if byte == UInt8(ascii: ".") && !isBehindPoint {
                isBehindPoint = true
            } else if byte >= 0x30 && byte <= 0x39 {
                guard digits < 30 else { return nil }
                units = units * 10 + Int128(byte - 0x30)
                digits += 1
                if isBehindPoint { scale += 1 }
            } else if byte | 0x20 == UInt8(ascii: "e") {
                guard let read = Int(String(decoding: text[text.index(after: index)...], as: UTF8.self)), abs(read) < 40
                else { return nil }
                exponent = read
                break
            } else {
                return nil
            }
            index = text.index(after: index)
        }
        guard digits > 0 else { return nil }
        scale -= exponent
        while scale < 0 {
            let (product, overflow) = units.multipliedReportingOverflow(by: 10)
            if overflow { return nil }
            units = product
            scale += 1
        }
        while scale > 0 && units % 10 == 0 {
            units /= 10
            scale -= 1
        }
        guard scale <= Decimal.scaleLimit else { return nil }
        self.units = isNegative ? -units : units
        self.scale = scale
    }

    /// The same number with more digits behind the point; nil: it does not fit.
    func units(at scale: Int) -> Int128? {
        var units = units
        for _ in self.scale..<max(scale, self.scale) {
            let (product, overflow) = units.multipliedReportingOverflow(by: 10)
            if overflow { return nil }
            units = product
        }
        return units
    }
}

extension Decimal: CustomStringConvertible {
    /// Without needless zeros: `7036.14`.
    var description: String {
        var (units, scale) = (units.magnitude, scale)
        while scale > 0 && units % 10 == 0 {
            units /= 10
            scale -= 1
        }
        var digits = "\(units)"
        if digits.count <= scale { digits = String(repeating: "0", count: scale + 1 - digits.count) + digits }
        let sign = self.units < 0 ? "-" : ""
        guard scale > 0 else { return sign + digits }
        return "\(sign)\(digits.dropLast(scale)).\(digits.suffix(scale))"
    }
}
