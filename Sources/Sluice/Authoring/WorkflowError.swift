/// All that is wrong with a workflow, found when it is registered.
public struct WorkflowError: Error, Equatable, Sendable {
    /// Such as `checkout@3`.
    public let workflow: String
    /// In the order in which they were found; never empty.
    public let problems: [WorkflowProblem]
}

extension WorkflowError: CustomStringConvertible {
    /// One line for each problem: `Shop/Checkout.swift:14: step 'charge': …`.
    public var description: String { problems.map(\.description).joined(separator: "\n") }
}
