internal import FoundationEssentials

/// Times as RFC 3339 writes them, to the microsecond, in UTC: `2026-01-31T08:00:00Z`, `…:00.250Z`, `…:00.000125Z`.
enum JSONDate {
    /// None for years beyond 0...9999.
    static func text(_ date: Date) -> String? {
        let whole = (date.timeIntervalSince1970 * 1_000_000).rounded()
        // The first and the last microsecond of the years 0000 to 9999.
        guard whole >= -62_167_219_200_000_000, whole < 253_402_300_800_000_000 else { return nil }
        let microseconds = Int64(whole)
        let seconds = microseconds >= 0 ? microseconds / 1_000_000 : (microseconds - 999_999) / 1_000_000
        let fraction = microseconds - seconds * 1_000_000
        let days = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
        let second = seconds - days * 86_400
        let (year, month, day) = civil(days)
        var text = "\(pad(year, 4))-\(pad(month, 2))-\(pad(day, 2))"
        text += "T\(pad(second / 3_600, 2)):\(pad(second / 60 % 60, 2)):\(pad(second % 60, 2))"
        if fraction % 1_000 != 0 {
            text += ".\(pad(fraction, 6))"
        } else if fraction != 0 {
            text += ".\(pad(fraction / 1_000, 3))"
        }
        return text + "Z"
    }

    /// Any offset, and any number of digits after the second, the first nine of which count.
    static func parse(_ text: String) -> Date? {
        let bytes = Array(text.utf8)
        func number(_ start: Int, _ length: Int) -> Int64? {
            guard bytes.count >= start + length else { return nil }
            var value: Int64 = 0
            for byte in bytes[start..<start + length] {
                guard byte &- UInt8(ascii: "0") < 10 else { return nil }
                value = value * 10 + Int64(byte - UInt8(ascii: "0"))
            }
            return value
        }
        func has(_ mark: UInt8, at index: Int) -> Bool {
            guard bytes.count > index else { return false }
            return bytes[index] == mark || mark >= UInt8(ascii: "a") && bytes[index] == mark & 0xdf
        }
        guard let year = number(0, 4), has(UInt8(ascii: "-"), at: 4), let month = number(5, 2),
            has(UInt8(ascii: "-"), at: 7),
            let day = number(8, 2), has(UInt8(ascii: "t"), at: 10), let hour = number(11, 2),
            has(UInt8(ascii: ":"), at: 13), let minute = number(14, 2), has(UInt8(ascii: ":"), at: 16),
            let second = number(17, 2), (1...12).contains(month), (1...daysIn(month, of: year)).contains(day),
            hour < 24,
            minute < 60, second <= 60
        else { return nil }
        var at = 19
        var fraction = 0.0
        if at < bytes.count, bytes[at] == UInt8(ascii: ".") {
            let start = at + 1
            at = start
            while at < bytes.count, bytes[at] &- UInt8(ascii: "0") < 10 { at += 1 }
            let digits = min(at - start, 9)
            guard digits > 0, let value = number(start, digits) else { return nil }
            var scale: Int64 = 1
            for _ in 0..<digits { scale *= 10 }
            fraction = Double(value) / Double(scale)
        }
        var offset: Int64 = 0
        if has(UInt8(ascii: "z"), at: at) {
            at += 1
        } else {
            guard at < bytes.count, bytes[at] == UInt8(ascii: "+") || bytes[at] == UInt8(ascii: "-"),
                let hours = number(at + 1, 2), has(UInt8(ascii: ":"), at: at + 3), let minutes = number(at + 4, 2),
                hours < 24, minutes < 60
            else { return nil }
            offset = (hours * 60 + minutes) * 60
            if bytes[at] == UInt8(ascii: "-") { offset = -offset }
            at += 6
        }
        guard at == bytes.count else { return nil }
        let seconds = days(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second - offset
        return Date(timeIntervalSince1970: Double(seconds) + fraction)
    }

    private static func pad(_ value: Int64, _ width: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }

    private static func daysIn(_ month: Int64, of year: Int64) -> Int64 {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        default: 31
        }
    }

    /// Days from 1970-01-01 of a date of the Gregorian calendar, from year 0, and back (Howard Hinnant, "chrono-compatible
    /// low-level date algorithms").
    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let year = month <= 2 ? year - 1 : year
        let era = (year >= 0 ? year : year - 399) / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func civil(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let days = days + 719_468
        let era = (days >= 0 ? days : days - 146_096) / 146_097
        let dayOfEra = days - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }
}
