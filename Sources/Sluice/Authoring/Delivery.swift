internal import SluiceKernel

/// When a published record goes out.
public enum Delivery: Sendable, Hashable, CaseIterable {
    /// With the next checkpoint, in one transaction with the state: a reader of committed records sees it exactly once. The
    /// default.
    case exactlyOnce
    /// At once, without waiting for a checkpoint. After a crash it may come again, with the same `ce_id`.
    case atLeastOnce

    var kernel: PublishDelivery {
        switch self {
        case .exactlyOnce: .exactlyOnce
        case .atLeastOnce: .atLeastOnce
        }
    }
}
