internal import SluiceKernel

/// Limits of a workflow that change what the engine does. They are part of its definition: another value is another version.
public struct WorkflowSettings: Sendable, Hashable {
    /// How long a finished instance is kept and its id refuses a second start. 7 days.
    public var retention: Duration = .seconds(7 * 86_400)
    /// A history: one entry for each start, signal, attempt, timer, command and failure. On.
    public var keepsHistory = true
    /// History entries kept per instance. 16...65,536; 1,024.
    public var historyLimit = 1_024
    /// What becomes of a signal that no step waits for.
    public var unknownSignals: UnknownSignals = .deadLetter
    /// Ids of recent signals and commands kept per instance against repeats. 0...1,024; 64.
    public var dedupWindow = 64
    /// Cost units that one evaluation of an expression may spend. 1,000,000.
    public var costBudget = 1_000_000

    public enum UnknownSignals: Sendable, Hashable {
        /// To the dead letters.
        case deadLetter
        /// Recorded, and otherwise ignored.
        case ignore
    }

    public init() {}

    /// The defaults, but for the retention.
    public init(retention: Duration) { self.retention = retention }

    /// The kernel's form; what is wrong goes to `problems`.
    func kernel(_ problems: (_ message: String, _ fix: String) -> Void) -> DefinitionSettings {
        var settings = DefinitionSettings()
        if let milliseconds = retention.milliseconds, DurationText.range.contains(milliseconds) {
            settings.retention = milliseconds
        } else {
            problems("retention \(retention)", "from 1 ms to 3,650 days")
        }
        settings.keepsHistory = keepsHistory
        if (16...65_536).contains(historyLimit) {
            settings.historyLimit = UInt32(historyLimit)
        } else {
            problems("historyLimit \(historyLimit)", "between 16 and 65,536")
        }
        settings.unknownSignals =
            switch unknownSignals {
            case .deadLetter: .deadLetter
            case .ignore: .ignore
            }
        if (0...1_024).contains(dedupWindow) {
            settings.dedupWindow = UInt32(dedupWindow)
        } else {
            problems("dedupWindow \(dedupWindow)", "between 0 and 1,024")
        }
        if let cost = UInt32(exactly: costBudget), (100...100_000_000).contains(cost) {
            settings.costBudget = cost
        } else {
            problems("costBudget \(costBudget)", "between 100 and 100,000,000")
        }
        return settings
    }
}
