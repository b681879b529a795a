/// Numbers as people read them.
enum NumberText {
    /// `1,234,567`
    static func grouped(_ value: some BinaryInteger) -> String {
        var digits = Array("\(value.magnitude)")
        var index = digits.count - 3
        while index > 0 {
            digits.insert(",", at: index)
            index -= 3
        }
        return (value < 0 ? "-" : "") + String(digits)
    }

    /// Microseconds as seconds with `digits` behind the point, cut off.
    static func seconds(_ microseconds: Int64, digits: Int = 2) -> String {
        var unit: Int64 = 1_000_000
        for _ in 0..<digits { unit /= 10 }
        let fraction = "\(microseconds % 1_000_000 / max(unit, 1))"
        let padded = String(repeating: "0", count: max(0, digits - fraction.count)) + fraction
        return digits == 0 ? "\(microseconds / 1_000_000)" : "\(microseconds / 1_000_000).\(padded)"
    }

    /// Ascending numbers, neighbours joined: `0-3, 7`.
    static func ranges(_ numbers: [Int]) -> String {
        var ranges: [ClosedRange<Int>] = []
        for number in numbers {
            if let last = ranges.last, last.upperBound + 1 == number {
                ranges[ranges.count - 1] = last.lowerBound...number
            } else {
                ranges.append(number...number)
            }
        }
        return ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
            .joined(separator: ", ")
    }
}
