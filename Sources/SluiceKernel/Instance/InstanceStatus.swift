/// Where an instance stands. Raw values are part of the cell format; suspended (2) and compensating (4) come with their issue.
package enum InstanceStatus: UInt8, Sendable, CaseIterable {
    case running = 1
    /// A step spent its retries and waits for a person; other steps go on.
    case sidelined = 3
    case succeeded = 5
    case failed = 6
    case cancelled = 7

    package var hasEnded: Bool { rawValue >= InstanceStatus.succeeded.rawValue }

    package var name: String {
        switch self {
        case .running: "running"
        case .sidelined: "sidelined"
        case .succeeded: "succeeded"
        case .failed: "failed"
        case .cancelled: "cancelled"
        }
    }
}
