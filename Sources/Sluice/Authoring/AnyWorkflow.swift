package import SluiceKernel

/// A workflow of any input and output, as a host takes it: `[any AnyWorkflow]`.
///
/// ``Workflow`` is the only conforming type.
public protocol AnyWorkflow: Sendable {
    var name: String { get }
    var version: Int { get }
    /// What a host needs of a workflow; made from its steps by ``Workflow``.
    func registered() throws(WorkflowError) -> RegisteredWorkflow
}

extension AnyWorkflow {
    /// Runs the body once and collects the graph and its closures.
    ///
    /// - Throws: ``WorkflowError`` with every mistake that was found.
    package func register() throws(WorkflowError) -> Registration { try registered().registration }
}

/// A workflow whose graph was drawn and found sound.
public struct RegisteredWorkflow: Sendable {
    package let registration: Registration
}
