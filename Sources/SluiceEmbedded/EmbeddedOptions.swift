import SluiceEngine
package import SluiceStore

/// Settings of an embedded log. All sizes are bytes.
package struct EmbeddedOptions: Sendable {
    /// Records that wait to be written, at most this much; above it `append` takes nothing.
    package var queueBytes = 64 << 20
    /// Records that wait to be written, at most this many.
    package var queueRecords = 200_000
    /// A group closes at about this size, so that one sync does not hold many callers up.
    package var groupBytes = 4 << 20
    /// The newest groups are kept in memory up to this size: lanes that keep up never read the database.
    package var tailBytes = 16 << 20
    /// One memtable. Each database holds up to ``memtables`` of them.
    package var memtableBytes = 16 << 20
    /// Memtables of a database: one is written, the others wait for their flush.
    package var memtables = 3
    /// Blocks read from files, of both databases together.
    package var blockCacheBytes = 32 << 20
    /// Threads that flush and compact, each database.
    package var backgroundJobs = 2
    /// Files that a database keeps open: two of them stay below the usual limit of 1,024.
    package var openFiles = 400
    /// LZ4 in table files. The write-ahead log is never compressed.
    package var compressed = true
    /// Appends fail with ``LogError/Code/diskFull`` while the file system has less than this left, so that flushes and
    /// checkpoints, which let retention free space, still have room; checkpoints fail below a quarter of it, opening below
    /// an eighth, and below twice of it nothing is compacted. More than both databases' memtables. 0: no such check.
    package var reserveBytes = 256 << 20
    /// What may be deleted; see ``Retention``.
    package var retention = Retention()
    /// Opens a log whose end is damaged without what lies behind the damage. For a person who has no backup: records that
    /// were acknowledged may be lost.
    package var dropDamagedTail = false
    /// Keeps all of the write-ahead logs for ``EmbeddedLimit``.
    package var keepsWrites = false
    /// Milliseconds since 1970. Append times follow it, but never fall.
    package var wallClock: @Sendable () -> Int64 = { Clock.wall() }

    /// For tests: asked before each write to the database at this path.
    package var writeFault: (@Sendable (_ path: String) -> WriteFault?)?
    /// For tests: called before records of `topic/partition` are looked for, on the thread that does.
    package var willRead: (@Sendable (_ records: String) -> Void)?

    package init() {}

    /// What of it concerns each database.
    var database: DatabaseOptions {
        var options = DatabaseOptions()
        options.memtableBytes = memtableBytes
        options.memtables = memtables
        options.backgroundJobs = backgroundJobs
        options.openFiles = openFiles
        options.isCompressed = compressed
        options.dropsDamagedTail = dropDamagedTail
        options.keepsWrites = keepsWrites
        options.writeFault = writeFault
        options.willRead = willRead
        return options
    }
}
