/// What a client can learn of the lanes of its process while it waits for an answer of theirs.
package protocol LaneWatch: AnyObject, Sendable {
    /// Why the lane of a partition does not run; nil: it does, or it is not of this process.
    func stop(of partition: Int) -> LaneStop?
}
