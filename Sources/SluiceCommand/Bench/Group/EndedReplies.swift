import SluiceEngine
import SluiceKernel
import Synchronization

/// Starts instances, and notes when the answer at the end of each comes.
final class EndedReplies: Sendable {
    private let log: any EventLog
    private let workflow: String
    private let partition = Mutex<UInt32>(0)
    private let arrived = Mutex<[UInt64: Int64]>([:])

    init(_ log: any EventLog, workflow: String) {
        self.log = log
        self.workflow = workflow
        let partition = log.receiveReplies { [weak self] reply in
            let correlation = reply.key.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            let now = Clock.monotonic()
            self?.arrived.withLock { if $0[correlation] == nil { $0[correlation] = now } }
        }
        self.partition.withLock { $0 = partition }
    }

    /// - Returns: by number: its partition, and when it ended.
    func run(_ count: Int, prefix: String, patience: Int64) throws -> [(partition: Int, ended: Int64)] {
        arrived.withLock { $0 = [:] }
        // As fast as it goes: all are due now.
        SteadyStarts(log: log, workflow: workflow, prefix: prefix, perSecond: 1_000_000).send(count) { number, _ in
            ReplyAddress(partition: partition.withLock { $0 }, correlation: UInt64(number), waitsForEnd: true)
        }
        let deadline = Clock.monotonic() + patience
        while arrived.withLock({ $0.count }) < count {
            guard Clock.monotonic() < deadline else {
                throw CommandError(.no, "\(arrived.withLock { $0.count }) of \(count) instances ended in time")
            }
            Latch().wait(microseconds: 1_000)
        }
        let times = arrived.withLock { $0 }
        return try (0..<count).map { number in
            guard let ended = times[UInt64(number)] else { throw CommandError(.no, "a stranger's reply") }
            return (log.shape.partition(of: Array("\(prefix)\(number)".utf8)), ended)
        }
    }
}
