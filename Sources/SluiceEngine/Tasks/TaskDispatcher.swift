package import SluiceKernel

/// Where attempts run: a pool of threads in a node, a script in a test. Called from lanes' threads; must not block.
package protocol TaskDispatcher: AnyObject {
    /// Whether this node offers a body for the task. What nobody offers stays pending.
    func offers(_ queue: UInt64) -> Bool
    /// How many attempts of this task may be handed over now. 0: `lane` is woken when there is room again.
    func room(_ queue: UInt64, for lane: any Waker) -> Int
    /// Takes attempts of one task, at most as many as there was ``room(_:for:)`` for.
    func run(_ requests: [TaskRequest])
    /// The attempt is no longer wanted: a body that listens to cancellation stops early.
    func cancel(_ identity: TaskIdentity)
    /// The lane of these partitions is over: what it handed over and has not begun is not run. Whoever opens the slot next
    /// hands over what is pending then.
    func drop(_ partitions: Range<Int>)
    /// Whether attempts may begin now: a node that was paused has to hear first what it still holds.
    var mayBegin: Bool { get }
}

extension TaskDispatcher {
    /// Nothing waits here.
    package func drop(_ partitions: Range<Int>) {}
    package var mayBegin: Bool { true }
}
