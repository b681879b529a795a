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
}
