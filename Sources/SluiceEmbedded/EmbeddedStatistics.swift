/// Counts since the log was opened.
package struct EmbeddedStatistics: Equatable, Sendable {
    /// Groups of appends written, each with one sync.
    package var groups = 0
    /// Records in them.
    package var records = 0
    /// The largest of them, in records.
    package var largestGroup = 0
    /// Bytes of the events' write-ahead log.
    package var eventBytes = 0
    /// Checkpoints committed, each with one sync.
    package var checkpoints = 0
    /// Cells put or deleted by them, indexes included.
    package var cells = 0
    /// Bytes of the state's write-ahead log.
    package var stateBytes = 0
    /// Writes that failed.
    package var failures = 0
    /// Bytes of the table files of both databases, as they are now.
    package var tableBytes = 0
    /// Memory that both databases hold in memtables, now.
    package var memtableBytes = 0

    package var syncs: Int { groups + checkpoints }

    package init() {}
}
