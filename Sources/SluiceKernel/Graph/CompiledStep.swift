/// A step as the fold reads it: plain bytes, with its edges as ranges of the program's flat edge list.
struct CompiledStep {
    enum Kind: UInt8 {
        case task
        case transform
        case signal
        case timeoutOf
        case timer
        case firstOf
        case publish
    }

    var kind: Kind
    var onFailure: FailurePolicy
    /// Steps whose values it takes or whose settling it waits for; all skipped: it is skipped.
    var dependencies: Range<UInt32>
    /// Steps that only its conditions read: awaited, not counted.
    var conditions: Range<UInt32>
    /// Steps to look at when this one has settled.
    var dependents: Range<UInt32>
    /// Takes the instance's input, which always has a value.
    var takesInput: Bool
    var hasGates: Bool
    /// Index into the program's tables for its kind; of a timeout branch, its signal.
    var table: UInt32
}
