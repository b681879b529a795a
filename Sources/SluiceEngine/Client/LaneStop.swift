/// Why a lane does not run.
package struct LaneStop: Sendable, Equatable {
    package let reason: String
    /// The partition itself is what this node does not get past: opening the slot again changes nothing.
    package let isLasting: Bool

    package init(reason: String, isLasting: Bool) {
        self.reason = reason
        self.isLasting = isLasting
    }
}
