internal import SluiceKernel

/// A typed body with its types gone: reads its arguments from JSON and appends its result.
typealias SynchronousCall = @Sendable (_ inputs: StepInputs, _ output: inout [UInt8]) throws -> Void
/// The same for an `async` body, on copies.
typealias AsynchronousCall = @Sendable (_ inputs: [[UInt8]]) async throws -> [UInt8]
