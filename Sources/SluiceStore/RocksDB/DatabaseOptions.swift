/// Settings of one database. All sizes are bytes.
package struct DatabaseOptions: Sendable {
    /// One memtable. There are up to ``memtables`` of them.
    package var memtableBytes = 16 << 20
    /// Memtables: one is written, the others wait for their flush.
    package var memtables = 3
    /// Threads that flush and compact.
    package var backgroundJobs = 2
    /// Files that are kept open.
    package var openFiles = 400
    /// LZ4 in table files. The write-ahead log is never compressed.
    package var isCompressed = true
    /// Opens a database whose write-ahead log is damaged at its end without what lies behind the damage.
    package var dropsDamagedTail = false
    /// Keeps all of the write-ahead logs for who replays them.
    package var keepsWrites = false

    /// For tests: asked before each write to the database at this path.
    package var writeFault: (@Sendable (_ path: String) -> WriteFault?)?
    /// For tests: called before records of `topic/partition` are looked for, on the thread that does.
    package var willRead: (@Sendable (_ records: String) -> Void)?

    package init() {}
}
