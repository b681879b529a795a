/// RFC 3339 text of times, UTC, to the millisecond.
package enum TimeText {
    /// Bytes of a text.
    static let count = 24

    /// Appends `2026-11-24T15:04:05.678Z` for milliseconds since 1970.
    package static func append(milliseconds: Int64, to bytes: inout [UInt8]) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: count) { text in
            write(milliseconds: milliseconds, to: text.baseAddress!)
            bytes.append(contentsOf: text)
        }
    }

    /// Writes ``count`` bytes.
    static func write(milliseconds: Int64, to text: UnsafeMutablePointer<UInt8>) {
        let (quotient, rest) = milliseconds.quotientAndRemainder(dividingBy: 86_400_000)
        let (days, time) = rest < 0 ? (quotient - 1, rest + 86_400_000) : (quotient, rest)
        // Days to civil date: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms".
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthIndex = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthIndex + 2) / 5 + 1
        let month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        let years = UInt32(truncatingIfNeeded: min(max(year, 0), 9_999))
        pair(years / 100, text)
        pair(years % 100, text + 2)
        text[4] = UInt8(ascii: "-")
        pair(UInt32(truncatingIfNeeded: month), text + 5)
        text[7] = UInt8(ascii: "-")
        pair(UInt32(truncatingIfNeeded: day), text + 8)
        text[10] = UInt8(ascii: "T")
        let milliseconds = UInt32(truncatingIfNeeded: time)
        let seconds = milliseconds / 1_000
        pair(seconds / 3_600, text + 11)
        text[13] = UInt8(ascii: ":")
        pair(seconds / 60 % 60, text + 14)
        text[16] = UInt8(ascii: ":")
        pair(seconds % 60, text + 17)
        text[19] = UInt8(ascii: ".")
        let fraction = milliseconds % 1_000
        text[20] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: fraction / 100)
        pair(fraction % 100, text + 21)
        text[23] = UInt8(ascii: "Z")
    }

    /// Writes two digits of a number below 100.
    @inline(__always)
    private static func pair(_ number: UInt32, _ text: UnsafeMutablePointer<UInt8>) {
        text[0] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: number / 10)
        text[1] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: number % 10)
    }

    package static func text(milliseconds: Int64) -> String {
        var bytes: [UInt8] = []
        append(milliseconds: milliseconds, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
