/// When a slot whose lane failed is opened again, and which failures are worth a line in the log.
///
/// A lane that fails at once fails again at once: the pauses grow. One that ran well for a while begins anew.
package struct Reopening {
    /// Microseconds.
    package static let firstPause: Int64 = 100_000
    package static let longestPause: Int64 = 10_000_000
    /// A lane that ran this long, microseconds, ran well.
    package static let steadyTime: Int64 = 10_000_000
    private static let remembered = 32

    private var pause = Reopening.firstPause
    private var reported: [String] = []
    /// Failures in a row.
    package private(set) var failures = 0

    package init() {}

    /// A lane failed after `ran` microseconds.
    ///
    /// - Returns: microseconds until the slot is to be opened again, and whether this fault was not told of yet.
    package mutating func failed(_ fault: String, after ran: Int64) -> (pause: Int64, isNew: Bool) {
        if ran >= Reopening.steadyTime { self = Reopening() }
        failures += 1
        defer { pause = min(pause * 2, Reopening.longestPause) }
        guard !reported.contains(fault) else { return (pause, false) }
        if reported.count == Reopening.remembered { reported.removeFirst() }
        reported.append(fault)
        return (pause, true)
    }
}
