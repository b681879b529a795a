import SluiceEngine
import SluiceKernel

/// Points in time on the command line: RFC 3339, or a duration before now.
enum TimePoint {
    /// Milliseconds since 1970; nil: the option is not given.
    ///
    /// - Parameter others: words that the option takes as well, for the refusal.
    static func read(_ name: String, _ invocation: Invocation, others: String = "") throws(CommandError) -> Int64? {
        guard let text = invocation.text(name) else { return nil }
        if case .value(let ago) = DurationText.read(text) { return Clock.wall() - ago }
        let time = Array(text.utf8).withUnsafeBufferPointer { EventTime.read($0) }
        guard let time else {
            throw invocation.refusal(
                name, text, "a time such as 2026-01-31T08:00:00Z, or how long ago, such as 2h\(others)")
        }
        return time / 1_000
    }
}
