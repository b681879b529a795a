/// What a name in an expression of a definition stands for.
package enum ScopeName: Hashable, Sendable {
    /// `input`, `total`, `steps.total`, `steps["big order"]`: the value, `null` when the step was skipped.
    case value(ValueReference)
    /// `times.start`: the time of the event that started the instance.
    case startTime
    /// `times.total`: the time of the event that filled the step; `null` when it was skipped.
    case time(Int)

    /// The step whose settling the expression waits for.
    package var step: Int? {
        switch self {
        case .value(.step(let index)), .time(let index): index
        case .value(.input), .startTime: nil
        }
    }
}
