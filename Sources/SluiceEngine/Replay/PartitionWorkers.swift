import Synchronization

/// Works on partitions on a few threads, each on one partition at a time.
package enum PartitionWorkers {
    private struct State: Sendable {
        var left: ArraySlice<Int>
        var running: Int
        var failure: (any Error)?
    }

    private final class Shared: Sendable {
        let state: Mutex<State>
        let ended = Latch()
        init(_ state: State) { self.state = Mutex(state) }
    }

    /// Returns when `body` has been called with every partition, in their order, by at most `threads` threads.
    ///
    /// - Parameters:
    ///   - body: on a thread of its own; `isWanted` says whether to go on: not when another partition failed.
    ///   - meanwhile: called ten times a second on the caller's thread.
    /// - Throws: the first that a `body` threw.
    package static func run(
        _ partitions: [Int], threads: Int,
        _ body: @escaping @Sendable (_ partition: Int, _ isWanted: () -> Bool) throws -> Void, meanwhile: () -> Void
    ) throws {
        let count = min(threads, partitions.count)
        let shared = Shared(State(left: partitions[...], running: count))
        let workers = (0..<count).map { number in
            OSThread.start("replay-\(number)") {
                while let partition = next(shared) {
                    do {
                        try body(partition) { shared.state.withLock { $0.failure == nil } }
                    } catch {
                        shared.state.withLock { $0.failure = $0.failure ?? error }
                    }
                }
                shared.state.withLock { $0.running -= 1 }
                shared.ended.wake()
            }
        }
        while shared.state.withLock({ $0.running > 0 }) {
            shared.ended.wait(microseconds: 100_000)
            meanwhile()
        }
        for worker in workers { worker.join() }
        if let failure = shared.state.withLock({ $0.failure }) { throw failure }
    }

    private static func next(_ shared: Shared) -> Int? {
        shared.state.withLock { $0.failure == nil ? $0.left.popFirst() : nil }
    }
}
