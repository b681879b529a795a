package import SluiceEngine
import SluiceStore
import Synchronization

/// The event log on one machine: events in one RocksDB database, committed state in another, both in one folder.
///
/// Appends are group-committed and synced by one thread, checkpoints are one synced write batch each by another.
package final class EmbeddedLog: EventLog {
    let core: EmbeddedCore
    private let threads: [WorkerThread]
    private let sink = Mutex<(@Sendable (AppendRecord) -> Void)?>(nil)

    /// Opens the log in `folder`, which is made if it is not there.
    ///
    /// - Throws: `inUse` when another process has it, `mismatch` when it has another shape or a newer format, `corrupt`
    ///   with the path when it is damaged.
    package static func open(
        folder: String, shape: LogShape, options: EmbeddedOptions = EmbeddedOptions()
    ) throws(LogError) -> EmbeddedLog {
        EmbeddedLog(core: try EmbeddedCore(folder: folder, shape: shape, options: options))
    }

    private init(core: EmbeddedCore) {
        self.core = core
        let (ends, time) = core.recovered
        threads = [
            WorkerThread(name: "sluice-append") { [core] in
                Database.stopCounting()
                core.appender.run(next: ends, time: time)
            },
            WorkerThread(name: "sluice-commit") { [core] in
                Database.stopCounting()
                core.committer.run()
            },
        ]
    }

    deinit { close() }

    package var shape: LogShape { core.shape }

    /// Records of `replies` are handed over at once, on the thread that appends them, and kept nowhere. The last sink counts.
    package func receiveReplies(_ sink: @escaping @Sendable (AppendRecord) -> Void) -> UInt32 {
        self.sink.withLock { $0 = sink }
        return 0
    }

    package func problem(withQueue queue: String) -> String? {
        "queue '\(queue)': remote workers read their queues from Kafka, and this log is one process's own; run 'sluice node' on "
            + "Kafka, or leave the queue out and offer the task in the program that runs here"
    }

    package func append(_ records: [AppendRecord], observer: any AppendObserver) -> Bool {
        if records.first?.topic == .tasks {
            for record in records {
                let error = LogError(.mismatch, "\(record.destination): a log of one process has no queues")
                observer.appended(token: record.token, outcome: .refused(error))
            }
            return true
        }
        var call = AppendCall(records: records, observer: observer, bytes: 0)
        var replies: [AppendRecord] = []
        var refused: [AppendRecord] = []
        if !records.allSatisfy({ core.events.map.index($0.topic, $0.partition) != nil }) {
            split(records, into: &call.records, &replies, &refused)
        }
        for record in call.records { call.bytes += record.size }
        do {
            if !call.records.isEmpty { guard try core.appends.add(call) else { return false } }
        } catch {
            for record in records { observer.appended(token: record.token, outcome: .failed(error)) }
            return true
        }
        deliver(replies, observer)
        for record in refused {
            let error = LogError(
                .mismatch, "nobody appends to \(record.topic.name)/\(record.partition), nor behind such a record")
            observer.appended(token: record.token, outcome: .failed(error))
        }
        return true
    }

    /// Replies go their own way; from the first record that cannot be appended on, all others are refused.
    private func split(
        _ records: [AppendRecord], into taken: inout [AppendRecord], _ replies: inout [AppendRecord],
        _ refused: inout [AppendRecord]
    ) {
        taken = []
        for record in records {
            if record.topic == .replies {
                replies.append(record)
            } else if !refused.isEmpty || core.events.map.index(record.topic, record.partition) == nil {
                refused.append(record)
            } else {
                taken.append(record)
            }
        }
    }

    private func deliver(_ replies: [AppendRecord], _ observer: any AppendObserver) {
        guard !replies.isEmpty else { return }
        let sink = sink.withLock { $0 }
        for reply in replies {
            sink?(reply)
            observer.appended(token: reply.token, outcome: .acknowledged(offset: -1))
        }
    }

    package func open(slot: Int, waker: any Waker) throws(LogError) -> any LaneLog {
        guard slot >= 0 && slot < shape.slots else {
            throw LogError(.mismatch, "slot \(slot): the log has \(shape.slots)")
        }
        // The caller's thread is the lane's.
        Database.stopCounting()
        let link = LaneLink(slot: slot, waker: waker)
        core.slots.take(link)
        // A checkpoint of the old holder that is being written still counts; none begins any more.
        core.committer.settle()
        return EmbeddedLane(link: link, core: core)
    }

    package var statistics: EmbeddedStatistics {
        var statistics = core.counters.statistics
        for database in [core.events.database, core.state.database] {
            statistics.tableBytes += database.property("rocksdb.total-sst-files-size")
            statistics.memtableBytes += database.property("rocksdb.cur-size-all-mem-tables")
        }
        return statistics
    }

    /// Writes what waits, ends every opening, and lets the folder go. Can be called again.
    package func close() {
        core.slots.loseAll(LogError(.closed, "the log is closed"))
        core.appends.close()
        core.commits.close()
        for thread in threads { thread.join() }
        core.events.database.close()
        core.state.database.close()
    }
}
