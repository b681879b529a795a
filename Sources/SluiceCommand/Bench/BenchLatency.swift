import Sluice
import SluiceEmbedded
import SluiceEngine
import SluiceKernel
import Synchronization

/// From the append of a start to the answer at its end, at a steady rate.
struct BenchLatency: BenchWorkload {
    let workflow: any AnyWorkflow
    let perSecond: Int
    var name: String { "\(workflow.name)@\(perSecond)" }

    private final class Times: Sendable {
        let sent: Mutex<[Int64]>
        let took = Mutex<[Int64]>([])
        init(_ count: Int) { sent = Mutex(Array(repeating: 0, count: count)) }
    }

    func run(_ run: BenchRun) throws {
        let sorted = try measure(seconds: run.scale >= 1 ? 6 : 3)
        run.tell("latency p50", "ms", Double(sorted[sorted.count / 2]) / 1_000)
        run.tell("latency p99", "ms", Double(sorted[sorted.count * 99 / 100]) / 1_000)
        run.tell("memory", "MB", ProcessUsage.peakMemory())
    }

    /// Sorted microseconds; the first third is warm-up and left out.
    private func measure(seconds: Int) throws -> [Int64] {
        let engine = try BenchEngine([workflow])
        defer { engine.close() }
        let count = perSecond * seconds
        let times = Times(count)
        let partition = engine.log.receiveReplies { reply in
            let correlation = reply.key.reduce(0) { $0 << 8 | Int($1) }
            guard correlation < count else { return }
            let now = Clock.monotonic()
            let sent = times.sent.withLock { $0[correlation] }
            if correlation >= count / 3 { times.took.withLock { $0.append(now - sent) } }
        }
        let start = Clock.monotonic()
        let latch = Latch()
        for number in 0..<count {
            let due = start + Int64(number) * 1_000_000 / Int64(perSecond)
            let ahead = due - Clock.monotonic()
            if ahead > 0 { latch.wait(microseconds: ahead) }
            // From when it was due, so that a stall of the sender counts.
            times.sent.withLock { $0[number] = due }
            var writer = RecordWriter()
            let id = Array("chain-\(number)".utf8)
            let address = ReplyAddress(partition: partition, correlation: UInt64(number), waitsForEnd: true)
            id.withUnsafeBytes { id in
                Array(workflow.name.utf8).withUnsafeBytes { name in
                    Array("\(number % 1_000)".utf8).withUnsafeBytes {
                        writer.append(
                            .started(StartedEvent(instance: id, definition: name, id: id, input: $0, reply: address)))
                    }
                }
            }
            let record = AppendRecord(partition: engine.log.shape.partition(of: id), value: writer.take())
            while !engine.log.append([record], observer: UnheardAppends.shared) { latch.wait(microseconds: 500) }
        }
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
