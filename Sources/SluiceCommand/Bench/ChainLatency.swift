import SluiceEngine
import SluiceKernel
import Synchronization

/// Times from when a start was due to the answer at the end of its instance, at a steady rate.
struct ChainLatency {
    let log: any EventLog
    let workflow: String
    /// Of instance ids.
    let prefix: String
    let perSecond: Int
    let count: Int

    private final class Times: Sendable {
        let sent: Mutex<[Int64]>
        let took = Mutex<[Int64]>([])
        init(_ count: Int) { sent = Mutex(Array(repeating: 0, count: count)) }
    }

    /// Sorted microseconds; the first third is warm-up and left out.
    func measure() throws -> [Int64] {
        let count = count
        let times = Times(count)
        let partition = log.receiveReplies { reply in
            let correlation = reply.key.reduce(0) { $0 << 8 | Int($1) }
            guard correlation < count else { return }
            let now = Clock.monotonic()
            let sent = times.sent.withLock { $0[correlation] }
            if correlation >= count / 3 { times.took.withLock { $0.append(now - sent) } }
        }
        SteadyStarts(log: log, workflow: workflow, prefix: prefix, perSecond: perSecond).send(count) { number, due in
            times.sent.withLock { $0[number] = due }
            return ReplyAddress(partition: partition, correlation: UInt64(number), waitsForEnd: true)
        }
        let latch = Latch()
        let deadline = Clock.monotonic() + 30_000_000
        while times.took.withLock({ $0.count }) < count - count / 3 {
            guard Clock.monotonic() < deadline else {
                throw LogError(.io, "\(times.took.withLock { $0.count }) of \(count - count / 3) chains ended in time")
            }
            latch.wait(microseconds: 2_000)
        }
        return times.took.withLock { $0.sorted() }
    }
}
