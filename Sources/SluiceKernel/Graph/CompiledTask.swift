/// What a task step needs beside its edges.
package struct CompiledTask: Sendable {
    package let settings: TaskSettings
    /// The line its attempts wait in until they are handed out.
    package let queue: UInt64
    package let input: CompiledInput
    let nonRetriable: [[UInt8]]
}

/// How the payload of a task is made.
package enum CompiledInput: Sendable {
    /// These values, in order: arguments.
    case values([ValueReference])
    /// One value, as it is.
    case value(ValueReference)
    /// One value, computed.
    case expression(StepExpression)
}
