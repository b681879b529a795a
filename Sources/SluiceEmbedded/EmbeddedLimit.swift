package import SluiceEngine
import Synchronization

/// What the disk and RocksDB alone allow: the write batches that a log has written, byte for byte, put again into a fresh pair
/// of databases with the same options and syncs, with no engine, queue, lane or acknowledgement around them.
package struct EmbeddedLimit {
    private let events: [[UInt8]]
    private let state: [[UInt8]]
    private let shape: LogShape
    private let options: EmbeddedOptions

    /// Takes the batches from the write-ahead logs of a log that was opened with ``EmbeddedOptions/keepsWrites``.
    package init(of log: EmbeddedLog) throws(LogError) {
        events = try log.core.events.database.writes()
        state = try log.core.state.database.writes()
        shape = log.shape
        options = log.core.options
    }

    /// How long all of it takes: events on this thread and checkpoints on another, beside each other, from the first write to
    /// the last sync.
    package func seconds(folder: String) throws(LogError) -> Double {
        var options = options
        options.keepsWrites = false
        let databases = try DatabasePair(folder: folder, shape: shape, options: options)
        defer {
            databases.events.close()
            databases.state.close()
        }
        let failure = Mutex<LogError?>(nil)
        let start = Clock.monotonic()
        let other = WorkerThread(name: "sluice-limit") { [state] in
            do throws(LogError) { try databases.state.write(all: state) } catch { failure.withLock { $0 = error } }
        }
        let mine = Result { () throws(LogError) in try databases.events.write(all: events) }
        other.join()
        try mine.get()
        if let error = failure.withLock({ $0 }) { throw error }
        return Double(Clock.monotonic() - start) / 1e6
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
