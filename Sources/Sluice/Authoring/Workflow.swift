/// A named, numbered workflow: a graph of steps with typed data flow, drawn by a function.
///
/// ```swift
/// let checkout = Workflow("checkout", version: 3) { (flow, order: Value<Order>) -> Value<Receipt> in
///     let reservation = flow.task("reserve", order) { order in try await Warehouse.reserve(order) }
///     let payment = flow.signal("payment", of: Payment.self)
///     return flow.task("charge", reservation, payment) { reservation, payment in
///         try await Cards.charge(reservation, payment)
///     }
/// }
/// ```
///
/// The body runs once, when the workflow is registered, and never for an instance: it draws the graph, and the closures in it
/// are what runs. So it must draw the same graph on every node: let it depend on nothing but constants. A longer body reads
/// better, and its errors land on the right line, as a function with a written result type: `Workflow("checkout", version: 3,
/// checkoutSteps)`.
public struct Workflow<Input: Codable & Sendable, Output: Codable & Sendable>: Sendable {
    /// 1-100 bytes of `[A-Za-z0-9_.-]`.
    public let name: String
    /// From 1. A version is immutable once deployed: raise it when the graph changes.
    public let version: Int
    /// Part of the definition's fingerprint. Raise it, with the version, when a closure changes its meaning and the graph does not.
    public let revision: Int
    public let settings: WorkflowSettings
    let place: Place
    let body: @Sendable (Flow, Value<Input>) -> DrawnResult

    /// A workflow whose outcome carries the value that `body` returns.
    public init(
        _ name: String, version: Int, revision: Int = 0, settings: WorkflowSettings = WorkflowSettings(),
        _ body: @escaping @Sendable (Flow, Value<Input>) -> Value<Output>, file: String = #fileID, line: Int = #line
    ) {
        self.name = name
        self.version = version
        self.revision = revision
        self.settings = settings
        self.place = Place(file: file, line: line)
        self.body = { flow, input in .value(body(flow, input).input) }
    }

    /// A workflow that is done when its steps are; its outcome carries no value.
    public init(
        _ name: String, version: Int, revision: Int = 0, settings: WorkflowSettings = WorkflowSettings(),
        _ body: @escaping @Sendable (Flow, Value<Input>) -> Void, file: String = #fileID, line: Int = #line
    ) where Output == Nothing {
        self.name = name
        self.version = version
        self.revision = revision
        self.settings = settings
        self.place = Place(file: file, line: line)
        self.body = { flow, input in
            body(flow, input)
            return .none
        }
    }
}

extension Workflow: AnyWorkflow {
    public func registered() throws(WorkflowError) -> RegisteredWorkflow {
        let recorder = FlowRecorder(workflow: name, version: version, place: place)
        let result = body(Flow(recorder: recorder), Value(Source(recorder: recorder, origin: .input)))
        return RegisteredWorkflow(
            registration: try recorder.finish(result, revision: revision, settings: settings))
    }
}
