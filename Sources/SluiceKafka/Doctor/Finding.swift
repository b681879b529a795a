/// One thing that the doctor looked at.
package struct Finding: Equatable, Sendable {
    package enum Severity: String, Sendable, Comparable {
        case ok, warning, error

        package static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }
        private var rank: Int { self == .ok ? 0 : self == .warning ? 1 : 2 }
    }

    package let severity: Severity
    /// What was looked at, one word: `brokers`, `versions`, `topics`, `clock`, `rights`, `positions`, `routing`, `sources`, `queues`,
    /// `transactions`.
    package let check: String
    /// A broker, topic, partition or group.
    package let place: String
    /// What was found.
    package let message: String
    /// Command lines, or sentences, that mend it.
    package let fixes: [String]

    package init(
        _ severity: Severity, _ check: String, _ place: String, _ message: String, fixes: [String] = []
    ) {
        self.severity = severity
        self.check = check
        self.place = place
        self.message = message
        self.fixes = fixes
    }
}
