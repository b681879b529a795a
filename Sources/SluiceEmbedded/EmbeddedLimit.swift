package import SluiceEngine
import Synchronization

/// What the disk and RocksDB alone allow: the write batches that a log has written, byte for byte, put again into a fresh pair
/// of databases with the same options and syncs, with no engine, queue, lane or acknowledgement around them.
package struct EmbeddedLimit {
    /// The batches of one database.
    private struct Batches {
        /// Written before the span that is measured: they are put first, unmeasured.
        var before: [[UInt8]] = []
        var measured: [[UInt8]] = []

        init(_ database: Database, after start: UInt64, through end: UInt64) throws(LogError) {
            for (sequence, bytes) in try database.writes() where sequence <= end {
                if sequence <= start { before.append(bytes) } else { measured.append(bytes) }
            }
        }
    }

    private let events: Batches
    private let state: Batches
    private let shape: LogShape
    private let options: EmbeddedOptions

    /// Takes the batches from the write-ahead logs of a log that was opened with ``EmbeddedOptions/keepsWrites``. Those
    /// between the two marks are measured.
    package init(of log: EmbeddedLog, from start: EmbeddedMark, to end: EmbeddedMark) throws(LogError) {
        events = try Batches(log.core.events.database, after: start.events, through: end.events)
        state = try Batches(log.core.state.database, after: start.state, through: end.state)
        shape = log.shape
        options = log.core.options
    }

    /// Write batches whose time is taken.
    package var measuredWrites: Int { events.measured.count + state.measured.count }

    /// How long what is measured takes: events on this thread and checkpoints on another, beside each other, from the first
    /// write to the last sync.
    package func seconds(folder: String) throws(LogError) -> Double {
        var options = options
        options.keepsWrites = false
        let databases = try DatabasePair(folder: folder, shape: shape, options: options)
        defer {
            databases.events.close()
            databases.state.close()
        }
        try write(databases, events.before, state.before)
        let start = Clock.monotonic()
        try write(databases, events.measured, state.measured)
        return Double(Clock.monotonic() - start) / 1e6
    }

    private func write(_ databases: DatabasePair, _ events: [[UInt8]], _ state: [[UInt8]]) throws(LogError) {
        let failure = Mutex<LogError?>(nil)
        let other = WorkerThread(name: "sluice-limit") {
            do throws(LogError) { try databases.state.write(all: state) } catch { failure.withLock { $0 = error } }
        }
        let mine = Result { () throws(LogError) in try databases.events.write(all: events) }
        other.join()
        try mine.get()
        if let error = failure.withLock({ $0 }) { throw error }
    }
}

extension Database {
    fileprivate func write(all batches: [[UInt8]]) throws(LogError) {
        Database.stopCounting()
        for batch in batches {
            try batch.withUnsafeBytes { bytes in Result { () throws(LogError) in try write(bytes) } }.get()
        }
    }
}
