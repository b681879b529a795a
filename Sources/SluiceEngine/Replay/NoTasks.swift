package import SluiceKernel

/// Offers no task: what a replay dispatches to.
package final class NoTasks: TaskDispatcher {
    package init() {}
    package func offers(_ queue: UInt64) -> Bool { false }
    package func room(_ queue: UInt64, for lane: any Waker) -> Int { 0 }
    package func run(_ requests: [TaskRequest]) {}
    package func cancel(_ identity: TaskIdentity) {}
}
