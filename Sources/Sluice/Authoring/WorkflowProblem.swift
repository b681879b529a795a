/// One mistake in a workflow: where, what, and how to mend it.
public struct WorkflowProblem: Equatable, Sendable {
    /// Where the call stands, such as `Shop/Checkout.swift:14`.
    public let place: String
    /// What is wrong, with the value that was found.
    public let message: String
    /// What to write instead.
    public let fix: String
}

extension WorkflowProblem: CustomStringConvertible {
    public var description: String { fix.isEmpty ? "\(place): \(message)." : "\(place): \(message). \(fix)" }
}
