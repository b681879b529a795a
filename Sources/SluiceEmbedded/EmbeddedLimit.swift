package import SluiceEngine
import Synchronization

/// What the disk and RocksDB alone allow: the same keys and values in the same layout, sorted batches, databases, options
/// and syncs as an embedded log, with no engine, queue, lane or acknowledgement around them.
package final class EmbeddedLimit: Sendable {
    package struct Result: Sendable {
        /// Records and cells put, positions and counts left out.
        package var records = 0
        package var cells = 0
        /// Bytes of both write-ahead logs.
        package var bytes = 0
        /// From the first write to the last sync, of events and of checkpoints: they run beside each other.
        package var eventSeconds = 0.0
        package var checkpointSeconds = 0.0
        package var seconds: Double { max(eventSeconds, checkpointSeconds) }
    }

    private let databases: DatabasePair
    private let events: EventStore
    private let state: StateStore
    private let options: EmbeddedOptions

    package init(folder: String, shape: LogShape, options: EmbeddedOptions = EmbeddedOptions()) throws(LogError) {
        databases = try DatabasePair(folder: folder, shape: shape, options: options)
        events = try EventStore(database: databases.events, map: StreamMap(shape: shape))
        state = try StateStore(database: databases.state, shape: shape)
        self.options = options
    }

    /// Writes each of `groups` as one synced batch on this thread, and each of `checkpoints` as one on another.
    ///
    /// A checkpoint's position may be anything: it is not checked here.
    package func run(groups: [[AppendRecord]], checkpoints: [Checkpoint]) throws(LogError) -> Result {
        let failure = Mutex<LogError?>(nil)
        let side = Mutex(Result())
        let other = WorkerThread(name: "sluice-limit") { [self] in
            do throws(LogError) {
                let result = try put(checkpoints)
                side.withLock { $0 = result }
            } catch {
                failure.withLock { $0 = error }
            }
        }
        var result: Result
        do throws(LogError) {
            result = try put(groups)
        } catch {
            other.join()
            throw error
        }
        other.join()
        if let error = failure.withLock({ $0 }) { throw error }
        let more = side.withLock { $0 }
        result.cells = more.cells
        result.bytes += more.bytes
        result.checkpointSeconds = more.checkpointSeconds
        return result
    }

    private func put(_ groups: [[AppendRecord]]) throws(LogError) -> Result {
        var result = Result()
        var builder = GroupBuilder(map: events.map, next: try events.recover().ends)
        let start = Clock.monotonic()
        for records in groups {
            let call = AppendCall(
                records: records, observer: UnheardAppends.shared, bytes: records.reduce(0) { $0 + $1.size })
            let group = builder.build([call], time: options.wallClock())
            try databases.events.write(group.batch.bytes)
            result.records += records.count
            result.bytes += group.batch.byteCount
        }
        result.eventSeconds = Double(Clock.monotonic() - start) / 1e6
        return result
    }

    private func put(_ checkpoints: [Checkpoint]) throws(LogError) -> Result {
        var result = Result()
        var book = state.current
        let start = Clock.monotonic()
        for checkpoint in checkpoints {
            let batch = try CheckpointBatch(checkpoint, book: book, store: state, time: options.wallClock())
            try databases.state.write(batch.batch.bytes)
            book = batch.book
            result.cells += batch.cells
            result.bytes += batch.batch.byteCount
        }
        result.checkpointSeconds = Double(Clock.monotonic() - start) / 1e6
        return result
    }

    package func close() {
        databases.events.close()
        databases.state.close()
    }
}
