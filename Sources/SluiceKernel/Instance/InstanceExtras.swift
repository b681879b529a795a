/// What few instances have: kept apart, so that the many stay small.
package struct InstanceExtras: Equatable {
    /// 128-bit hashes of the ids of recent signals and commands, oldest first: the dedup window.
    package var recentIDs: [StateHash] = []
    /// Who waits for the end. At most ``maximumWaiters``.
    package var waiters: [ReplyAddress] = []
    /// Last failure of steps that retry, are sidelined or failed, ascending by step.
    package var failures: [StepFailure] = []
    /// Why the instance failed or was cancelled: text.
    package var reason: [UInt8] = []

    package static let maximumWaiters = 16

    package var isEmpty: Bool { recentIDs.isEmpty && waiters.isEmpty && failures.isEmpty && reason.isEmpty }

    package init() {}

    package struct StepFailure: Equatable {
        package var step: UInt16
        package var type: [UInt8]
        package var message: [UInt8]
    }

    package mutating func setFailure(step: UInt16, type: [UInt8], message: [UInt8]) {
        let failure = StepFailure(step: step, type: type, message: message)
        if let index = failures.firstIndex(where: { $0.step >= step }) {
            if failures[index].step == step { failures[index] = failure } else { failures.insert(failure, at: index) }
        } else {
            failures.append(failure)
        }
    }

    package mutating func clearFailure(step: UInt16) { failures.removeAll { $0.step == step } }
}
