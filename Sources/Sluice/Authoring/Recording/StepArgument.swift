internal import SluiceKernel

/// A value on its way into a step.
struct StepArgument {
    var source: Source
    /// Whether the closure's parameter is an optional: it can be given an absent value.
    var acceptsAbsence: Bool
    /// Gives a field of the source's value as JSON.
    var project: TransformBody?
}
