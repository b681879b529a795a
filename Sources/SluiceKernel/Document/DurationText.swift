/// Lengths of time as people write them: `250ms`, `90s`, `5m`, `1h30m`, `7d`.
///
/// Whole numbers with units, the largest unit first, each unit once.
package enum DurationText {
    /// 1 ms ... 3,650 days, in milliseconds.
    package static let range: ClosedRange<Int64> = 1...3_650 * 86_400_000

    package static let forms = "Write a duration as 250ms, 90s, 5m, 1h30m or 7d."

    private static let units: [(name: String, milliseconds: Int64)] = [
        ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1),
    ]

    package enum Outcome: Equatable, Sendable {
        /// In milliseconds.
        case value(Int64)
        /// Of the right form, and outside ``range``.
        case outOfRange
        /// It begins like a duration and cannot be an expression: `5 min`, `1.5h`, `30`.
        case malformed
        /// Something else: perhaps an expression.
        case other
    }

    package static func read(_ text: String) -> Outcome {
        var rest = Substring(text).utf8
        var total: Int64 = 0
        var unit = 0
        while !rest.isEmpty {
            let digits = rest.prefix(while: \.isDigit)
            rest = rest.dropFirst(digits.count)
            let letters = rest.prefix(while: \.isLetter)
            rest = rest.dropFirst(letters.count)
            guard !digits.isEmpty, !letters.isEmpty,
                let index = units.indices.first(where: { $0 >= unit && units[$0].name.utf8.elementsEqual(letters) })
            else { return looksLikeDuration(text) ? .malformed : .other }
            unit = index + 1
            guard let count = Int64(Substring(digits)) else { return .outOfRange }
            let (part, overflow) = count.multipliedReportingOverflow(by: units[index].milliseconds)
            if overflow || part > range.upperBound { return .outOfRange }
            total += part
        }
        if text.isEmpty { return .other }
        return range.contains(total) ? .value(total) : .outOfRange
    }

    /// No CEL expression of type duration consists of these bytes alone and begins with a digit.
    private static func looksLikeDuration(_ text: String) -> Bool {
        let bytes = text.utf8.drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
        guard let first = bytes.first, first.isDigit, !text.utf8.contains(UInt8(ascii: "(")) else { return false }
        return bytes.allSatisfy { $0.isDigit || $0.isLetter || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: " ") }
    }

    /// The one form that ``read(_:)`` gives back: `5400000` is `1h30m`.
    package static func format(_ milliseconds: Int64) -> String {
        guard milliseconds > 0 else { return "\(milliseconds)ms" }
        var rest = milliseconds
        var text = ""
        for unit in units {
            let count = rest / unit.milliseconds
            rest %= unit.milliseconds
            if count > 0 { text += "\(count)\(unit.name)" }
        }
        return text
    }
}
