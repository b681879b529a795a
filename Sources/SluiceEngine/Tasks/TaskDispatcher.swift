package import SluiceKernel

/// Where attempts run: a pool of threads in a node, a script in a test. Called from lanes' threads; must not block.
package protocol TaskDispatcher: AnyObject {
    /// Whether this node offers a body for the task. What nobody offers stays pending.
    func offers(_ queue: UInt64) -> Bool
    /// Takes the attempt, or returns false when its pool is full: the lane keeps it and asks again after ``Waker/wake()``.
    func run(_ request: TaskRequest, for lane: any Waker) -> Bool
    /// The attempt is no longer wanted: a body that listens to cancellation stops early.
    func cancel(_ identity: TaskIdentity)
}
