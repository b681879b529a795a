/// Draws the graph of one workflow. The body of a ``Workflow`` is given one, once, when the workflow is registered.
///
/// The verbs:
/// - ``task``: work outside the engine, run at least once, retried; its result is recorded exactly once.
/// - ``perform``: a task without result.
/// - ``transform``: a pure, quick function inside the engine.
/// - ``run(_:_:)``: a ``TaskDefinition`` that several workflows share.
/// - ``signal``: waits for an event from outside, with or without a timeout.
/// - ``timer``: waits.
/// - ``when(_:_:)`` and ``unless(_:_:)``: steps that run on a condition.
/// - ``either(_:_:)`` and ``first(of:)``: the first of several values that is there.
///
/// A step runs when each of its inputs has a value or was skipped and at least one has a value. When all were skipped, so is
/// the step. An input that may have been skipped is a `Value<T?>`, and the closure gets a `T?`. A step of one input that wants the
/// plain `T` says `ifPresent:`, and is skipped with its input:
///
/// ```swift
/// let released = flow.task("release", ifPresent: payment.timedOut) { _ in try await warehouse.release() }
/// ```
public struct Flow {
    let recorder: FlowRecorder
}

@available(*, unavailable)
extension Flow: Sendable {}
