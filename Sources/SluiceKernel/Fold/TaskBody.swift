/// The in-process body of a task.
package enum TaskBody: Sendable {
    /// Runs to completion on a pool thread; appends one JSON value to its last argument.
    case synchronous(@Sendable (_ inputs: StepInputs, _ identity: TaskIdentity, _ output: inout [UInt8]) throws -> Void)
    /// Runs as a Swift task; is given copies of its inputs (`null` for a skipped one) and returns one JSON value.
    case asynchronous(@Sendable (_ inputs: [[UInt8]], _ identity: TaskIdentity) async throws -> [UInt8])
}
