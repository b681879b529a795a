/// Count, median, sum and largest of numbers, exact.
struct DecimalSummary: Sendable {
    private var values: [Decimal] = []
    /// Values that were no numbers.
    private(set) var others = 0

    mutating func add(_ value: Decimal?) {
        if let value { values.append(value) } else { others += 1 }
    }

    var count: Int { values.count }

    struct Figures: Equatable, Sendable {
        var median: Decimal
        var sum: Decimal
        var smallest: Decimal
        var largest: Decimal
    }

    /// nil: there are no values, or they are too large to be summed exactly.
    var figures: Figures? {
        let scale = values.map(\.scale).max() ?? 0
        var units: [Int128] = []
        var sum: Int128 = 0
        for value in values {
            guard let unit = value.units(at: scale) else { return nil }
            let (next, overflow) = sum.addingReportingOverflow(unit)
            if overflow { return nil }
            sum = next
            units.append(unit)
        }
        units.sort()
        guard let smallest = units.first, let largest = units.last else { return nil }
        let middle = units.count / 2
        // Of an even count the mean of the two in the middle: one digit more, exactly.
        let median =
            units.count % 2 == 1
            ? Decimal(units: units[middle], scale: scale)
            : Decimal(units: (units[middle - 1] + units[middle]) * 5, scale: scale + 1)
        return Figures(
            median: median, sum: Decimal(units: sum, scale: scale), smallest: Decimal(units: smallest, scale: scale),
            largest: Decimal(units: largest, scale: scale))
    }
}
