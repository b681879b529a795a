import SluiceEngine

/// Notes that a lane wants to be stepped. `@unchecked` since it is confined to the one thread of its world.
package final class LaneWaker: Waker, @unchecked Sendable {
    package private(set) var isWoken = true

    package init() {}

    package func wake() { isWoken = true }

    func take() -> Bool {
        defer { isWoken = false }
        return isWoken
    }
}
