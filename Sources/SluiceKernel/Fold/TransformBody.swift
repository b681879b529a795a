/// A Swift closure that runs inside the fold: pure, deterministic, quick. It appends one JSON value to its last argument.
package typealias TransformBody = @Sendable (_ inputs: StepInputs, _ output: inout [UInt8]) throws -> Void
