extension Duration {
    /// Whole milliseconds, rounded up: a wait is never shorter than what was asked for. None beyond `Int64`.
    var milliseconds: Int64? {
        let (seconds, attoseconds) = components
        let (thousands, overflow) = seconds.multipliedReportingOverflow(by: 1_000)
        guard !overflow else { return nil }
        let unit: Int64 = 1_000_000_000_000_000
        let rest = attoseconds / unit + (attoseconds % unit > 0 ? 1 : 0)
        let (sum, overflowOfSum) = thousands.addingReportingOverflow(rest)
        return overflowOfSum ? nil : sum
    }
}
