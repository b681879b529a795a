import SluiceKernel

/// A timer in the order of firing: due time, then instance id by bytes, then timer.
struct TimerKey {
    var due: Int64
    var id: [UInt8]
    var timer: TimerID
    /// The checkpoint that brings it into the store's index.
    var generation: UInt64

    static func precedes(_ left: TimerKey, _ right: TimerKey) -> Bool {
        if left.due != right.due { return left.due < right.due }
        if left.id != right.id { return left.id.lexicographicallyPrecedes(right.id) }
        return left.timer < right.timer
    }
}
