extension CELTimestamp {
    /// Reads RFC 3339: `2009-02-13T23:31:30.5Z`, `2009-02-13T23:31:30+01:00`. Nil for anything else, for a day or
    /// hour that does not exist, for more than nine digits of a fraction, and outside of the years 1 to 9999.
    package init?(_ text: UnsafeBufferPointer<UInt8>) {
        guard text.count >= 20 else { return nil }
        func number(_ place: Int, _ count: Int) -> Int? {
            guard place + count <= text.count else { return nil }
            var value = 0
            for byte in text[place..<(place + count)] {
                guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
                value = value * 10 + Int(byte - UInt8(ascii: "0"))
            }
            return value
        }
        func at(_ place: Int, _ byte: Unicode.Scalar) -> Bool {
            place < text.count && text[place] == UInt8(ascii: byte)
        }
        guard let year = number(0, 4), at(4, "-"), let month = number(5, 2), at(7, "-"), let day = number(8, 2),
            at(10, "T") || at(10, "t"), let hour = number(11, 2), at(13, ":"), let minute = number(14, 2),
            at(16, ":"), let second = number(17, 2)
        else { return nil }
        guard year >= 1, month >= 1, month <= 12, day >= 1, day <= CivilDate.days(inMonth: month, year: year),
            hour < 24, minute < 60, second < 60
        else { return nil }
        var place = 19
        var nanoseconds = 0
        if at(place, ".") {
            place += 1
            var digits = 0
            while let digit = number(place, 1) {
                nanoseconds = nanoseconds * 10 + digit
                digits += 1
                place += 1
                if digits > 9 { return nil }
            }
            if digits == 0 { return nil }
            for _ in digits..<9 { nanoseconds *= 10 }
        }
        var offset = 0
        if at(place, "Z") || at(place, "z") {
            place += 1
        } else {
            guard at(place, "+") || at(place, "-"), let hours = number(place + 1, 2), at(place + 3, ":"),
                let minutes = number(place + 4, 2), hours < 24, minutes < 60
            else { return nil }
            offset = (hours * 60 + minutes) * (at(place, "-") ? -60 : 60)
            place += 6
        }
        guard place == text.count else { return nil }
        let days = CivilDate(year: year, month: month, day: day).daysSinceEpoch
        let seconds = days * 86_400 + hour * 3600 + minute * 60 + second - offset
        self.init(seconds: Int64(seconds), nanoseconds: UInt32(nanoseconds))
    }

    /// Appends the moment in RFC 3339 and UTC, with as many digits of a fraction as it has.
    package func write(into bytes: inout [UInt8]) {
        let (days, second) = CivilDate.split(seconds)
        let date = CivilDate(daysSinceEpoch: days)
        func append(_ value: Int, _ width: Int, _ separator: Unicode.Scalar?) {
            var divisor = 1
            for _ in 1..<width { divisor *= 10 }
            while divisor > 0 {
                bytes.append(UInt8(ascii: "0") + UInt8(value / divisor % 10))
                divisor /= 10
            }
            if let separator { bytes.append(UInt8(ascii: separator)) }
        }
        append(date.year, 4, "-")
        append(date.month, 2, "-")
        append(date.day, 2, "T")
        append(second / 3600, 2, ":")
        append(second / 60 % 60, 2, ":")
        append(second % 60, 2, nil)
        Self.writeFraction(nanoseconds, into: &bytes)
        bytes.append(UInt8(ascii: "Z"))
    }

    /// Appends `.5` for half a second, nothing for none.
    static func writeFraction(_ nanoseconds: UInt32, into bytes: inout [UInt8]) {
        guard nanoseconds > 0 else { return }
        bytes.append(UInt8(ascii: "."))
        var rest = nanoseconds
        var divisor: UInt32 = 100_000_000
        while rest > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(rest / divisor))
            rest %= divisor
            divisor /= 10
        }
    }
}
