internal import SluiceKernel

/// A condition under which steps are drawn.
struct Gate: Equatable {
    var condition: ValueReference
    /// Which value of the condition opens it.
    var opens: Bool
    /// In CEL. A condition that was skipped opens no gate.
    var expression: String
}
