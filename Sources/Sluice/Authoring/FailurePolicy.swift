internal import SluiceKernel

/// What happens once a step has spent its retries.
public enum FailurePolicy: Sendable, Hashable, CaseIterable {
    /// The step waits for a person (`sluice redrive`); other steps go on. The default.
    case sideline
    /// The instance fails.
    case fail
    /// The step is skipped, and skipping runs down the graph. Pass its value on with ``Value/orSkipped``.
    case skip

    var kernel: SluiceKernel.FailurePolicy {
        switch self {
        case .sideline: .sideline
        case .fail: .fail
        case .skip: .skip
        }
    }
}
