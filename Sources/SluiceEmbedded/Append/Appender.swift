import SluiceEngine
import SluiceStore
import Synchronization

/// The one thread that writes events: takes what waits as one group, writes and syncs it, makes it readable, and tells.
///
/// While a sync is under way the next group forms; a lone append is written at once.
final class Appender: Sendable {
    private let queue: AppendQueue
    private let store: EventStore
    private let tail: Tail
    private let slots: SlotTable
    private let space: SpaceGuard
    private let options: EmbeddedOptions
    private let counters: EmbeddedCounters

    init(
        queue: AppendQueue, store: EventStore, tail: Tail, slots: SlotTable, space: SpaceGuard,
        options: EmbeddedOptions,
        counters: EmbeddedCounters
    ) {
        self.queue = queue
        self.store = store
        self.tail = tail
        self.slots = slots
        self.space = space
        self.options = options
        self.counters = counters
    }

    /// Runs until the queue is closed and empty.
    ///
    /// - Parameter time: no append time is below it.
    func run(next: [Int64], time: Int64) {
        var builder = GroupBuilder(map: store.map, next: next)
        var time = time
        // A write whose fate is not known: the database has to be opened again before the next one.
        var doubt: LogError?
        while let calls = queue.take(bytes: options.groupBytes) {
            if let refusal = settle(&doubt, &builder) {
                fail(calls, .failed(refusal))
                continue
            }
            time = max(time, options.wallClock())
            // RocksDB that met a full disk refuses every write until it is opened again, room or not.
            if write(calls, time, &doubt, &builder, retries: true) {
                _ = write(calls, time, &doubt, &builder, retries: false)
            }
        }
    }

    /// Writes a group and tells its outcome.
    ///
    /// - Returns: true when nothing was written nor told, and it is worth another try.
    private func write(
        _ calls: [AppendCall], _ time: Int64, _ doubt: inout LogError?, _ builder: inout GroupBuilder, retries: Bool
    ) -> Bool {
        let group = builder.build(calls, time: time)
        do throws(LogError) {
            try store.database.write(group.batch.bytes)
        } catch {
            doubt = error
            counters.failed()
            return resolve(calls, error, &doubt, &builder, retries: retries)
        }
        counters.wrote(group: calls.reduce(0) { $0 + $1.records.count }, bytes: group.batch.byteCount)
        publish(group.committed(), builder.next)
        acknowledge(calls, builder)
        return false
    }

    /// Whether the next group can be written: nil, or why not.
    private func settle(_ doubt: inout LogError?, _ builder: inout GroupBuilder) -> LogError? {
        if let refusal = space.refusesAppend() { return refusal }
        guard doubt != nil else { return nil }
        do throws(LogError) {
            let ends = try store.reopen(acknowledged: tail.end)
            doubt = nil
            builder.reset(next: ends)
            // What was unknown may be there now: lanes find it in the database.
            tail.publish(.gap(), ends: ends)
            slots.wakeAll()
            return nil
        } catch {
            doubt = error
            return error
        }
    }

    /// After a failed write: what the database says when it is opened again is what happened.
    ///
    /// - Returns: true when nothing happened and another try is worth it; then nothing is told.
    private func resolve(
        _ calls: [AppendCall], _ error: LogError, _ doubt: inout LogError?, _ builder: inout GroupBuilder, retries: Bool
    ) -> Bool {
        guard let stream = builder.lastStreams.first else { return false }
        let expected = builder.before[stream]
        let wanted = builder.next
        // On a full disk opening would fail for the same reason, and reading would end with it.
        if error.code != .diskFull || space.hasRoom, let ends = try? store.reopen(acknowledged: tail.end) {
            doubt = nil
            if ends[stream] > expected {
                precondition(ends == wanted, "a write batch was torn: RocksDB writes all of it or nothing")
                tail.publish(.gap(), ends: ends)
                slots.wakeAll()
                acknowledge(calls, builder)
                return false
            }
            builder.reset(next: ends)
            if retries && error.code == .diskFull { return true }
            fail(calls, .failed(error))
        } else {
            builder.reset(next: builder.before)
            fail(calls, .unknown(error))
        }
        return false
    }

    private func publish(_ group: CommittedGroup, _ ends: [Int64]) {
        tail.publish(group, ends: ends)
        slots.wake(for: group)
    }

    private func acknowledge(_ calls: [AppendCall], _ builder: borrowing GroupBuilder) {
        builder.offsets(of: calls) { call, token, offset in
            call.observer.appended(token: token, outcome: .acknowledged(offset: offset))
        }
    }

    /// Tells the group's outcome, and that everything that waits behind it failed too.
    private func fail(_ calls: [AppendCall], _ outcome: AppendOutcome) {
        let behind = queue.refuse()
        for call in calls {
            for record in call.records { call.observer.appended(token: record.token, outcome: outcome) }
        }
        let error =
            switch outcome {
            case .failed(let error), .unknown(let error), .refused(let error): error
            case .acknowledged: LogError(.io, "behind a record that failed")
            }
        for call in behind {
            for record in call.records { call.observer.appended(token: record.token, outcome: .failed(error)) }
        }
        queue.accept()
    }
}
