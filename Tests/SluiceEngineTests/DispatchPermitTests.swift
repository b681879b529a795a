import SluiceKernel
import SluiceTestKit
import Synchronization
import Testing

@testable import SluiceEngine

@Suite("When a pool may begin attempts")
struct DispatchPermitTests {
    private final class Count: Sendable {
        let begun = Mutex(0)
        let latch = Latch()
    }

    /// Takes appends and tells of them when it is asked to.
    private final class PatientLog: EventLog {
        let shape = LogShape(partitions: 1, slots: 1)
        private let untold = Mutex<[(UInt64, any AppendObserver)]>([])

        func append(_ records: [AppendRecord], observer: any AppendObserver) -> Bool {
            untold.withLock { $0 += records.map { ($0.token, observer) } }
            return true
        }

        func confirm() {
            let all = untold.withLock { untold in
                defer { untold = [] }
                return untold
            }
            for (token, observer) in all { observer.appended(token: token, outcome: .acknowledged(offset: 0)) }
        }

        func open(slot: Int, waker: any Waker) throws(LogError) -> any LaneLog { throw LogError(.closed, "no slots") }
        func receiveReplies(_ sink: @escaping @Sendable (AppendRecord) -> Void) -> UInt32 { 0 }
        func read(_ topic: LogTopic, partition: Int, from: Int64, bytes: Int) throws(LogError) -> RecordBatch {
            RecordBatch()
        }
        func range(_ topic: LogTopic, partition: Int) throws(LogError) -> Range<Int64> { 0..<0 }
        func trim(partition: Int, below offset: Int64) throws(LogError) {}
    }

    private func request(_ number: Int, of partition: Int = 0) throws -> TaskRequest {
        let id = Array("i\(number)".utf8)
        return try id.withUnsafeBytes { id in
            try TaskRequest(
                partition: partition, queue: TaskPool.queue(of: "work"), timeout: 60_000,
                attempt: TaskReference(instance: id, incarnation: 1, step: 0, pass: 0, attempt: 1), capacity: 8
            ) { (_: inout [UInt8]) throws(TaskFailure) in }
        }
    }

    @Test("Nothing begins without a permit, and all that waits does once there is one")
    func withheld() throws {
        let log = PatientLog()
        let count = Count()
        let body = TaskBody.synchronous { _, _, _ in
            count.begun.withLock { $0 += 1 }
            count.latch.wake()
        }
        let permit = DispatchPermit.none()
        let pool = TaskPool(log: log, offers: ["work": TaskOffer(body: body)], permit: permit)
        defer {
            pool.stop()
            log.confirm()
        }
        for number in 0..<10 { pool.run([try request(number)]) }
        // Threads that look for work find none.
        count.latch.wait(microseconds: 100_000)
        #expect(count.begun.withLock { $0 } == 0)

        permit.prolong(until: .max)
        pool.resume()
        let deadline = Clock.monotonic() + 30_000_000
        while count.begun.withLock({ $0 }) < 10 && Clock.monotonic() < deadline {
            count.latch.wait(microseconds: 10_000)
        }
        #expect(count.begun.withLock { $0 } == 10)

        permit.prolong(until: Clock.monotonic() - 1)
        pool.run([try request(10)])
        count.latch.wait(microseconds: 100_000)
        #expect(count.begun.withLock { $0 } == 10)
    }

    @Test(
        "What a lane that is over has handed over is not begun; what others have is, and who waits for room hears of it"
    )
    func dropped() throws {
        let log = PatientLog()
        let count = Count()
        let waker = CountingWaker()
        let body = TaskBody.synchronous { _, identity, _ in
            count.begun.withLock { $0 += identity.instance == Array("i3".utf8) ? 100 : 1 }
            count.latch.wake()
        }
        let permit = DispatchPermit.none()
        var settings = TaskPoolSettings()
        settings.queued = 3
        let pool = TaskPool(log: log, offers: ["work": TaskOffer(body: body)], settings: settings, permit: permit)
        defer {
            pool.stop()
            log.confirm()
        }
        pool.run([try request(1, of: 4), try request(2, of: 5), try request(3, of: 6)])
        let queue = TaskPool.queue(of: "work")
        #expect(pool.room(queue, for: waker) == 0)
        pool.drop(4..<6)
        #expect(waker.count == 1)
        #expect(pool.room(queue, for: waker) == 2)

        permit.prolong(until: .max)
        pool.resume()
        let deadline = Clock.monotonic() + 30_000_000
        while pool.busy > 0 && Clock.monotonic() < deadline {
            log.confirm()
            count.latch.wait(microseconds: 10_000)
        }
        #expect(count.begun.withLock { $0 } == 100)
    }
}
