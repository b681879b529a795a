import class Foundation.NSCondition

/// A yes or no from another thread.
///
/// `@unchecked Sendable`: the value is guarded by `condition`.
final class Outcome: @unchecked Sendable {
    private let condition = NSCondition()
    private var value: Bool?

    func finish(_ value: Bool) {
        condition.lock()
        self.value = value
        condition.broadcast()
        condition.unlock()
    }

    func wait() -> Bool {
        condition.lock()
        defer { condition.unlock() }
        while value == nil { condition.wait() }
        return value == true
    }
}
