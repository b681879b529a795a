import SluiceEngine
import SluiceExpressions

/// Walks the outcomes of all partitions and summarises a number in them.
enum OutcomeSummary {
    /// `path` is the way to the number in the outcome record: `result`, or `result.total`. Only instances that succeeded
    /// count.
    static func read(_ log: any EventLog, path: String) throws(CommandError) -> DecimalSummary {
        var summary = DecimalSummary()
        let parts = path.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).map { Array($0) }
        try TopicWalk.each(log, .outcomes) { value, _ in if let value { add(value, parts, to: &summary) } }
        return summary
    }

    private static func add(_ outcome: UnsafeRawBufferPointer, _ parts: [[UInt8]], to summary: inout DecimalSummary) {
        guard let status = try? JSON.member(Array("status".utf8), in: outcome),
            outcome[status].elementsEqual("\"succeeded\"".utf8)
        else { return }
        var value = outcome
        for part in parts {
            guard let range = try? JSON.member(part, in: value) else { return summary.add(nil) }
            value = UnsafeRawBufferPointer(rebasing: value[range])
        }
        summary.add(Decimal(value))
    }
}
