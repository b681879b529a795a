/// What the body of a workflow returned.
enum DrawnResult {
    case none
    case value(StepArgument)
}
