package import SluiceEngine
import SluiceStore
import Synchronization

/// What the disk and RocksDB alone allow: the write batches that a log has written, byte for byte, put again into a fresh pair
/// of databases with the same options and syncs, with no engine, queue, lane or acknowledgement around them.
package struct EmbeddedLimit {
    /// Batches of both databases, each in the order in which they were written.
    package struct Writes: Sendable {
        package var events: [[UInt8]] = []
        package var state: [[UInt8]] = []

        package init() {}

        package mutating func add(_ batch: [UInt8], isState: Bool) {
            if isState { state.append(batch) } else { events.append(batch) }
        }
    }

    private let databases: DatabasePair

    /// Makes the databases.
    package init(folder: String, shape: LogShape, options: EmbeddedOptions) throws(LogError) {
        databases = try DatabasePair(folder: folder, shape: shape, options: options)
    }

    /// Puts batches: events on this thread and checkpoints on another, beside each other.
    ///
    /// - Returns: seconds from the first write to the last sync.
    package func put(_ writes: Writes) throws(LogError) -> Double {
        let start = Clock.monotonic()
        let failure = Mutex<LogError?>(nil)
        let state = databases.state
        let other = WorkerThread(name: "sluice-limit") {
            do throws(LogError) { try state.write(all: writes.state) } catch { failure.withLock { $0 = error } }
        }
        let mine = Result { () throws(LogError) in try databases.events.write(all: writes.events) }
        other.join()
        try mine.get()
        if let error = failure.withLock({ $0 }) { throw error }
        return Double(Clock.monotonic() - start) / 1e6
    }

    package func close() {
        databases.events.close()
        databases.state.close()
    }
}

extension EmbeddedLog {
    /// Calls `body` with each write batch between two moments, those of each database in order: of a log that was opened with
    /// ``EmbeddedOptions/keepsWrites``.
    package func forEachWrite(
        after start: EmbeddedMark?, through end: EmbeddedMark, _ body: (_ batch: [UInt8], _ isState: Bool) -> Void
    ) throws(LogError) {
        try core.events.database.forEachWrite(after: start?.events ?? 0, through: end.events) { body($0, false) }
        try core.state.database.forEachWrite(after: start?.state ?? 0, through: end.state) { body($0, true) }
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
