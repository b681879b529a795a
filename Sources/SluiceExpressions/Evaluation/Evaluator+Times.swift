extension Evaluator {
    /// `getHours()` and its kin, of a moment in UTC or at a fixed offset, and of a span.
    mutating func accessor(
        _ function: Function, of operand: Operand, zone: Operand?, _ number: UInt32
    ) -> Operand {
        if operand.tag == .duration, zone == nil { return spanAccessor(function, of: operand, number) }
        guard operand.tag == .timestamp else { return fail(.operand, number, operand) }
        var seconds = operand.int
        if let zone {
            guard zone.tag == .string else { return fail(.operands, number, operand, zone) }
            guard let offset = FixedOffset.seconds(zone.text) else { return fail(.zone, number, zone) }
            seconds += Int64(offset)
        }
        let (days, second) = CivilDate.split(seconds)
        let result: Int
        switch function {
        case .getHours: result = second / 3600
        case .getMinutes: result = second / 60 % 60
        case .getSeconds: result = second % 60
        case .getMilliseconds: result = Int(operand.b / 1_000_000)
        case .getDayOfWeek:
            // 1970-01-01 was a Thursday.
            let day = (days + 4) % 7
            result = day < 0 ? day + 7 : day
        case .getDate: result = CivilDate(daysSinceEpoch: days).day
        case .getDayOfMonth: result = CivilDate(daysSinceEpoch: days).day - 1
        case .getMonth: result = CivilDate(daysSinceEpoch: days).month - 1
        case .getFullYear: result = CivilDate(daysSinceEpoch: days).year
        default: result = CivilDate(daysSinceEpoch: days).dayOfYear
        }
        return .int(Int64(result))
    }

    /// The whole span in hours, minutes or seconds; of milliseconds only those within the second.
    private mutating func spanAccessor(_ function: Function, of operand: Operand, _ number: UInt32) -> Operand {
        switch function {
        case .getHours: .int(operand.int / 3_600_000_000_000)
        case .getMinutes: .int(operand.int / 60_000_000_000)
        case .getSeconds: .int(operand.int / 1_000_000_000)
        case .getMilliseconds: .int(operand.int / 1_000_000 % 1000)
        default: fail(.operand, number, operand)
        }
    }
}
