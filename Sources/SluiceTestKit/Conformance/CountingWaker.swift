import SluiceEngine
import Synchronization

/// Counts how often it was woken.
package final class CountingWaker: Waker {
    private let wakes = Atomic(0)

    package init() {}

    package func wake() { wakes.add(1, ordering: .relaxed) }

    package var count: Int { wakes.load(ordering: .relaxed) }
}
