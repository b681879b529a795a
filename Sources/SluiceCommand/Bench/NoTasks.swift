import SluiceEngine
import SluiceKernel

/// Offers no task: what a replay hosts.
final class NoTasks: TaskDispatcher {
    func offers(_ queue: UInt64) -> Bool { false }
    func room(_ queue: UInt64, for lane: any Waker) -> Int { 0 }
    func run(_ requests: [TaskRequest]) {}
    func cancel(_ identity: TaskIdentity) {}
}
