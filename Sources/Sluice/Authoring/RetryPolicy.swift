internal import SluiceKernel

/// When a failed attempt of a task is tried again.
///
/// After the failed attempt `n` (from 1) the step waits `min(cap, first · factor^(n-1))`, moved by up to `±jitter` of itself.
/// The jitter is a hash of the attempt's idempotency key, so that a replay computes the same wait.
public struct RetryPolicy: Sendable, Hashable {
    /// In all, the first included. 1...1,000.
    public var attempts: Int
    /// Wait before the second attempt. Whole milliseconds.
    public var first: Duration
    /// By what each wait is multiplied. 1...1,000, in thousandths.
    public var factor: Double
    /// Longest wait. Whole milliseconds.
    public var cap: Duration
    /// Part of the wait, 0...1, in thousandths.
    public var jitter: Double
    /// Types of errors (``TaskError/type``, else the name of the Swift type) that are not tried again.
    public var nonRetriable: [String]

    /// Waits that grow by `factor`, up to `cap`; errors of the types in `not` are not tried again.
    public static func exponential(
        attempts: Int, first: Duration = .seconds(1), factor: Double = 2, cap: Duration = .seconds(60),
        jitter: Double = 0.2, not nonRetriable: [String] = []
    ) -> RetryPolicy {
        RetryPolicy(
            attempts: attempts, first: first, factor: factor, cap: cap, jitter: jitter, nonRetriable: nonRetriable)
    }

    /// The same wait each time.
    public static func fixed(
        attempts: Int, every wait: Duration, jitter: Double = 0, not nonRetriable: [String] = []
    ) -> RetryPolicy {
        RetryPolicy(attempts: attempts, first: wait, factor: 1, cap: wait, jitter: jitter, nonRetriable: nonRetriable)
    }

    /// One attempt.
    public static let none = exponential(attempts: 1)
    /// Five attempts, after 1, 2, 4 and 8 seconds, each moved by up to a fifth.
    public static let standard = exponential(attempts: 5)

    /// The kernel's form; what is wrong goes to `problems`.
    func kernel(_ problems: (_ message: String, _ fix: String) -> Void) -> SluiceKernel.RetryPolicy {
        var policy = SluiceKernel.RetryPolicy()
        if (1...1_000).contains(attempts) {
            policy.attempts = UInt16(attempts)
        } else {
            problems("\(attempts) attempts", "between 1 and 1,000, the first included")
        }
        if let milliseconds = first.milliseconds, DurationText.range.contains(milliseconds) {
            policy.first = milliseconds
        } else {
            problems("first wait \(first)", "from 1 ms to 3,650 days")
        }
        if let milliseconds = cap.milliseconds, DurationText.range.contains(milliseconds) {
            policy.cap = milliseconds
        } else {
            problems("longest wait \(cap)", "from 1 ms to 3,650 days")
        }
        if factor >= 1 && factor <= 1_000 {
            policy.factorMilli = UInt32((factor * 1_000).rounded())
        } else {
            problems("factor \(factor)", "between 1 and 1,000")
        }
        if jitter >= 0 && jitter <= 1 {
            policy.jitterMilli = UInt32((jitter * 1_000).rounded())
        } else {
            problems("jitter \(jitter)", "between 0 and 1, as part of the wait")
        }
        policy.nonRetriable = nonRetriable
        return policy
    }
}
