/// RFC 3339 text of times, UTC, to the millisecond.
package enum TimeText {
    /// Bytes of a text.
    static let count = 24

    /// Appends `2026-11-24T15:04:05.678Z` for milliseconds since 1970.
    package static func append(milliseconds: Int64, to bytes: inout [UInt8]) {
        withUnsafeTemporaryAllocation(byteCount: count, alignment: 1) { text in
            write(milliseconds: milliseconds, to: text.baseAddress!)
            bytes.append(contentsOf: UnsafeRawBufferPointer(text))
        }
    }

    /// Writes ``count`` bytes.
    static func write(milliseconds: Int64, to text: UnsafeMutableRawPointer) {
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
        let text = text.assumingMemoryBound(to: UInt8.self)
        @inline(__always)
        func put(_ value: Int64, digits: Int, at start: Int, then end: UInt8) {
            var rest = UInt32(truncatingIfNeeded: max(value, 0))
            var place = start + digits
            text[place] = end
            while place > start {
                place -= 1
                text[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            }
        }
        put(year, digits: 4, at: 0, then: UInt8(ascii: "-"))
        put(month, digits: 2, at: 5, then: UInt8(ascii: "-"))
        put(day, digits: 2, at: 8, then: UInt8(ascii: "T"))
        put(time / 3_600_000, digits: 2, at: 11, then: UInt8(ascii: ":"))
        put(time / 60_000 % 60, digits: 2, at: 14, then: UInt8(ascii: ":"))
        put(time / 1_000 % 60, digits: 2, at: 17, then: UInt8(ascii: "."))
        put(time % 1_000, digits: 3, at: 20, then: UInt8(ascii: "Z"))
    }

    package static func text(milliseconds: Int64) -> String {
        var bytes: [UInt8] = []
        append(milliseconds: milliseconds, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
