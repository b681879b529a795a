/// The partitions of one topic that a lane feeds from. Used from the lane's thread alone; nothing in it blocks. Aborted and
/// undecided records are left out.
package protocol TopicReader: AnyObject {
    /// How many partitions the topic has, as far as is known; nil: there is none, or it was not found yet. It may grow.
    var partitions: Int? { get }
    /// Reads a partition from `offset` on, and forgets what was read of it before.
    ///
    /// - Parameter goingOn: whether that is where this reader was: if the topic was made again since, it says so.
    func seek(_ partition: Int, to offset: Int64, goingOn: Bool)
    /// Fills `batch` with the next records of a partition, up to about `bytes`. The lane is woken when there are more.
    func poll(_ partition: Int, into batch: inout RecordBatch, bytes: Int) -> TopicNews
    /// Behind the last record of the partition, as far as is known.
    func end(_ partition: Int) -> Int64?
    func close()
}

/// What a ``TopicReader`` found.
package enum TopicNews: Equatable, Sendable {
    /// What follows, if anything does. `end`: nothing more can be read below it now; nil: that is not known.
    case records(end: Int64?)
    /// The partition could not be read on: it was deleted, or what was asked for is not kept, or it surely ends before the
    /// offset that was sought. Until the next seek nothing is read. `kept`: what it holds now, proven and not as a broker that
    /// is behind may see it; nil: nobody knows.
    case interrupted(kept: Range<Int64>?)
    /// The topic that was read was deleted, and there is another of its name. What was read a short while before may already have
    /// been of that one. Until the next seek nothing is read.
    case madeAgain
}
