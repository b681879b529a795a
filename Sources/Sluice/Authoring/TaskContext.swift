internal import SluiceKernel

/// Which attempt of which task a body runs for.
///
/// ```swift
/// flow.task("charge", order) { order in
///     try await cards.charge(order.total, idempotencyKey: TaskContext.current?.idempotencyKey)
/// }
/// ```
public struct TaskContext: Sendable {
    /// The instance's id.
    public var instance: String
    /// The task's name: `checkout@3/charge` for a closure of a workflow, its own for a ``TaskDefinition``.
    public var task: String
    /// The step's index in its definition, from 0.
    public var step: Int
    /// From 1.
    public var attempt: Int
    /// `instance/incarnation/step/pass/attempt`: hand it to the systems you call, so that they can tell a repeat.
    public var idempotencyKey: String
    /// The idempotency key without the attempt: the same for every attempt, for systems that keep the first result.
    public var stepKey: String

    init(task: String, identity: TaskIdentity) {
        instance = String(decoding: identity.instance, as: UTF8.self)
        self.task = task
        step = Int(identity.step)
        attempt = Int(identity.attempt)
        idempotencyKey = identity.idempotencyKey
        stepKey = "\(instance)/\(identity.incarnation)/\(identity.step)/\(identity.pass)"
    }

    /// Of the body that is running; none outside of a task's body, and in transforms.
    public static var current: TaskContext? {
        if let asynchronous { return asynchronous }
        return TaskContextSlot.current.map { TaskContext(task: $0.task, identity: $0.identity) }
    }

    @TaskLocal static var asynchronous: TaskContext?
}
