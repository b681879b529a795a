import SluiceKernel
import Synchronization

/// Puts attempts into the queues of remote workers, and tells the log which are there: only then does the fold count their time.
///
/// Until the log has been told, an attempt is pending in the state like one that no node has begun, and whoever opens the slot
/// next puts it into its queue again. So nothing waits for a queue that is away: no event, no checkpoint, and no other queue.
/// Workers tell a repeat by its key. All but what was heard is confined to the lane's thread.
final class TaskPublisher: AppendObserver {
    /// Records of one queue that are under way, at most.
    private static let mostRecords = 4_096
    /// Bytes of them, at most, unless one record is more.
    private static let mostBytes = 1 << 20
    /// Bytes of all queues: this many that are away leave room for others.
    private static let mostBytesInAll = 16 << 20

    private struct Open {
        var record: AppendRecord
        var identity: TaskIdentity
        /// The queue's line.
        var line: UInt64
    }

    private struct Load {
        var records = 0
        var bytes = 0
    }

    /// A record that its topic will never take.
    struct Refused {
        var record: AppendRecord
        var error: LogError
    }

    private nonisolated(unsafe) var open: [UInt64: Open] = [:]
    /// Tokens of records that the log has to be handed, in order.
    private nonisolated(unsafe) var unsent: [UInt64] = []
    private nonisolated(unsafe) var lastToken: UInt64 = 0
    /// By line.
    private nonisolated(unsafe) var loads: [UInt64: Load] = [:]
    private nonisolated(unsafe) var bytes = 0
    private nonisolated(unsafe) var packer = ResultPacker()
    private let heard = Mutex<[(token: UInt64, outcome: AppendOutcome)]>([])
    private let log: any EventLog
    private let waker: any Waker

    init(log: any EventLog, waker: any Waker) {
        self.log = log
        self.waker = waker
    }

    /// How many more attempts of a line may be put into its queue now.
    func room(_ line: UInt64) -> Int {
        if bytes >= TaskPublisher.mostBytesInAll { return 0 }
        guard let load = loads[line] else { return TaskPublisher.mostRecords }
        return load.bytes >= TaskPublisher.mostBytes ? 0 : max(0, TaskPublisher.mostRecords - load.records)
    }

    /// The log had no room: ``flush(into:)`` is to be called again.
    var hasUnsent: Bool { !unsent.isEmpty }

    /// - Parameter record: of `tasks`; its partition is that of the instance.
    func publish(_ record: AppendRecord, _ identity: TaskIdentity, line: UInt64) {
        lastToken += 1
        loads[line, default: Load()].records += 1
        loads[line, default: Load()].bytes += record.size
        bytes += record.size
        open[lastToken] = Open(record: record, identity: identity, line: line)
        open[lastToken]?.record.token = lastToken
        unsent.append(lastToken)
    }

    func appended(token: UInt64, outcome: AppendOutcome) {
        heard.withLock { $0.append((token, outcome)) }
        waker.wake()
    }

    /// Takes in what was heard, puts what follows from it into `events`, and hands over what was not sent.
    ///
    /// - Returns: what was refused. Its attempt has failed: the next one may find the queue there.
    func flush(into events: Outbox) -> [Refused] {
        var refused: [Refused] = []
        let outcomes = heard.withLock { list in
            defer { list.removeAll(keepingCapacity: true) }
            return list
        }
        for (token, outcome) in outcomes {
            switch outcome {
            case .acknowledged:
                if let done = settle(token) { packer.queued(done.identity, partition: done.record.partition) }
            case .refused(let error):
                guard let done = settle(token) else { continue }
                let failure = TaskFailure(type: TaskFailure.undeliveredType, message: error.message)
                packer.failed(done.identity, partition: done.record.partition, failure)
                refused.append(Refused(record: done.record, error: error))
            // It may be there or not, and the order does not matter: this one alone is sent again.
            case .failed, .unknown: if open[token] != nil { unsent.append(token) }
            }
        }
        for record in packer.take() { events.append(record) }
        send()
        return refused
    }

    private func settle(_ token: UInt64) -> Open? {
        guard let done = open.removeValue(forKey: token) else { return nil }
        loads[done.line]?.records -= 1
        loads[done.line]?.bytes -= done.record.size
        if loads[done.line]?.records == 0 { loads[done.line] = nil }
        bytes -= done.record.size
        return done
    }

    private func send() {
        guard hasUnsent else { return }
        if log.append(unsent.compactMap { open[$0]?.record }, observer: self) {
            unsent.removeAll(keepingCapacity: true)
        }
    }
}
