/// How a node runs in-process tasks.
package struct TaskPoolSettings: Sendable {
    /// Threads that are always there. Synchronous bodies run on them to completion.
    package var threads = 2
    /// Threads at most: more start while bodies block and others wait.
    package var maximumThreads = 64
    /// A thread beyond ``threads``, or one for asynchronous bodies, that finds nothing to do for this long ends, milliseconds.
    package var idleTime: Int64 = 10_000
    /// Attempts of one task that may be queued, so that threads need not wait for lanes, and that what a batch of events
    /// brings is handed over while its instances are at hand: fewer would have to be read from the store again.
    package var queued = 16_384
    /// What the queued ones of one task may be given in all, bytes.
    package var queuedBytes = 16 << 20
    /// Attempts that a thread takes at once.
    package var batch = 128
    /// What those are given in all, bytes: fewer are taken where one is given much.
    package var batchBytes = 1 << 20

    package init() {}
}
