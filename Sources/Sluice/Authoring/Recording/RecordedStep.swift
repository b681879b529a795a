internal import SluiceKernel

/// A step as it was drawn: its definition and what only the builder knows of it.
struct RecordedStep {
    var definition: StepDefinition
    var place: Place
    /// Every value that must have settled before the step runs, conditions apart.
    var inputs: [ValueReference]
    var gates: [Gate]
    /// Nothing needs to use its value.
    var isSink = false
    /// Found to have a value whenever its gates are open, so that what follows need not ask why.
    var isSure = false
    /// A mistake about its absence was reported; what follows from it is not reported again.
    var isForgiven = false
}
