/// A slot of a log, opened: what one lane reads and commits. Used from the lane's thread alone; nothing in it blocks.
///
/// State is only what is committed. Once ``lost`` is set the slot went to another owner or its state is in doubt: the lane
/// drops it, with everything in memory, and opens the slot again.
package protocol LaneLog: AnyObject {
    var partitions: Range<Int> { get }
    /// Why this opening is over; nil while it holds.
    var lost: LogError? { get }

    /// Where the partition's committed state stands.
    func position(_ partition: Int) -> Position
    /// The offset behind the last record known to be in the partition. What lies below may hold no record that can be read
    /// (aborted ones, marks): once the log knows that, this is where `poll` stands.
    func end(_ partition: Int) -> Int64
    /// From which offset `poll` reads on. Until called it starts at the committed position.
    func seek(_ partition: Int, to offset: Int64)
    /// Fills `batch` with the next records of all partitions, each in order, up to about `bytes`. Empty: nothing is at
    /// hand; the lane is woken when there is, be it long unread or new.
    func poll(into batch: inout RecordBatch, bytes: Int)

    /// The committed cell; nil: there is none.
    func get(_ partition: Int, _ key: [UInt8]) -> [UInt8]?
    /// Notes what is committed of `cells`. Those of which it notes nothing may be there or not.
    func look(_ partition: Int, up cells: inout CellLookups)
    /// Calls `body` with the committed cells from `key` on, below `end`, in order, until it returns false.
    func scan(
        _ partition: Int, from key: [UInt8], to end: [UInt8],
        _ body: (_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Bool)

    /// Starts to commit. One at a time: the outcome of the one before has been taken.
    func commit(_ checkpoint: consuming Checkpoint)
    /// The outcome of the commit under way, once; nil: not yet, or none under way.
    func takeCommitOutcome() -> CommitOutcome?
    /// How many records of this opening's checkpoints the topics of others did not take: each is a dead letter.
    var undelivered: UInt64 { get }
    /// Partitions in which records are that cannot be read, and nothing has been read for a second: a transaction is open there.
    var standing: [Int] { get }
    /// Gives the slot up.
    func close()
}

extension LaneLog {
    /// A log that keeps them itself takes all.
    package var undelivered: UInt64 { 0 }

    /// A log without transactions of others gives all that it has.
    package var standing: [Int] { [] }

    /// Notes nothing.
    package func look(_ partition: Int, up cells: inout CellLookups) {}
}
