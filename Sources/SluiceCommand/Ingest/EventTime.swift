/// Reads the times of events: RFC 3339 and its cousins of ISO 8601, with an offset.
enum EventTime {
    /// Microseconds since 1970 for `2011-10-11T13:45:40.276000+02:00`, also with a space for the `T`, `Z`, `+0200` or `+02`;
    /// digits beyond the microsecond are cut off. nil: something else, or a moment that does not exist.
    static func read(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
        guard text.count >= 20, let year = number(text, 0, 4), text[4] == 0x2d, let month = number(text, 5, 2),
            text[7] == 0x2d, let day = number(text, 8, 2), text[10] == 0x54 || text[10] == 0x74 || text[10] == 0x20,
            let hour = number(text, 11, 2), text[13] == 0x3a, let minute = number(text, 14, 2), text[16] == 0x3a,
            let second = number(text, 17, 2)
        else { return nil }
        guard year >= 1, (1...12).contains(month), day >= 1, day <= days(in: month, year), hour < 24, minute < 60,
            second < 60
        else { return nil }
        var place = 19
        var microseconds: Int64 = 0
        if text[place] == 0x2e || text[place] == 0x2c {
            place += 1
            var digits = 0
            while place < text.count, let digit = number(text, place, 1) {
                if digits < 6 { microseconds = microseconds * 10 + digit }
                digits += 1
                place += 1
            }
            guard digits > 0 else { return nil }
            while digits < 6 {
                microseconds *= 10
                digits += 1
            }
        }
        guard let offset = offset(text, place) else { return nil }
        let seconds = daysSince1970(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second - offset
        return seconds * 1_000_000 + microseconds
    }

    /// Seconds east of Greenwich.
    private static func offset(_ text: UnsafeBufferPointer<UInt8>, _ place: Int) -> Int64? {
        guard place < text.count else { return nil }
        let sign = text[place]
        if sign == 0x5a || sign == 0x7a { return place + 1 == text.count ? 0 : nil }
        guard sign == 0x2b || sign == 0x2d, let hours = number(text, place + 1, 2), hours < 24 else { return nil }
        var minutes: Int64 = 0
        switch text.count - place {
        case 3: break
        case 5:
            guard let read = number(text, place + 3, 2) else { return nil }
            minutes = read
        case 6:
            guard text[place + 3] == 0x3a, let read = number(text, place + 4, 2) else { return nil }
            minutes = read
        default: return nil
        }
        guard minutes < 60 else { return nil }
        return (hours * 3_600 + minutes * 60) * (sign == 0x2d ? -1 : 1)
    }

    private static func number(_ text: UnsafeBufferPointer<UInt8>, _ place: Int, _ count: Int) -> Int64? {
        guard place + count <= text.count else { return nil }
        var value: Int64 = 0
        for index in place..<place + count {
            let digit = text[index] &- 0x30
            guard digit <= 9 else { return nil }
            value = value * 10 + Int64(digit)
        }
        return value
    }

    private static func days(in month: Int64, _ year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// H. Hinnant, "chrono-Compatible Low-Level Date Algorithms"; years from 1.
    private static func daysSince1970(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
