import SluiceEngine
import SluiceKernel
import TestFolders
import Testing

@testable import SluiceKafka

/// Transactions of strangers in `events`: nobody who reads committed records gets past them.
@Suite struct StandingWatchTests {
    @Test func `what stands for three seconds is told once, and once more when it goes on`() {
        var watch = StandingWatch()
        func look(_ stops: [(Int, Int64)], _ now: Int64) -> ([Int], [Int]) {
            let changes = watch.look(at: stops.map { (partition: $0.0, offset: $0.1) }, now: now)
            return (changes.began.map(\.partition), changes.ended)
        }
        #expect(look([(1, 7), (2, 9)], 0) == ([], []))
        #expect(look([(1, 7), (2, 10)], 900_000) == ([], []))
        #expect(look([(1, 7), (2, 10)], 2_900_000) == ([], []))
        #expect(watch.standing == [])
        #expect(look([(1, 7), (2, 10)], 3_000_000) == ([1], []))
        #expect(look([(1, 7), (2, 10)], 3_900_000) == ([2], []))
        #expect(look([(1, 7), (2, 10)], 9_000_000) == ([], []))
        #expect(watch.standing == [1, 2])
        #expect(look([(2, 10)], 9_100_000) == ([], [1]))
        // Another place is another stand.
        #expect(look([(2, 12)], 9_200_000) == ([], [2]))
        #expect(watch.standing == [])
        #expect(look([(2, 12)], 12_200_000) == ([2], []))
        #expect(look([], 12_300_000) == ([], [2]))
    }
}

extension OnBroker {
    @Test func `a partition whose last stable offset stands still is told of by the node that reads it`() throws {
        let sink = RecordingSink()
        let made = try connect("standing", partitions: 2)
        made.close()
        var settings = made.settings
        settings.data = TemporaryFolder.shared.file()
        let log = try KafkaLog.connect(settings, sink: sink)
        defer { log.close() }
        let lane = try log.open(slot: 0, waker: Latch())
        defer { lane.close() }
        func wait(_ condition: () -> Bool) -> Bool {
            let deadline = Clock.monotonic() + 30_000_000
            while !condition(), Clock.monotonic() < deadline { Latch().wait(microseconds: 20_000) }
            return condition()
        }
        func told(_ message: String) -> [RecordingSink.Line] { sink.lines.filter { $0.message.hasPrefix(message) } }
        // Traffic as it always is stands nowhere.
        let starts = Starts(log)
        let begun = Clock.monotonic()
        var batch = RecordBatch()
        while Clock.monotonic() - begun < 2_500_000 {
            starts.start("i-\(Clock.monotonic())", "none", input: "{}")
            starts.flush()
            lane.poll(into: &batch, bytes: 1 << 20)
            Latch().wait(microseconds: 5_000)
        }
        #expect(lane.standing == [] && told("events cannot be read").isEmpty)

        let events = settings.name(of: .events)
        try TopicSurgery(settings: settings).write([([1], [2])], to: events, partition: 1, commits: false) {
            #expect(wait { lane.standing == [1] })
            #expect(told("events cannot be read").map { $0.values["partition"] } == ["1"])
            #expect(told("events can be read again").isEmpty)
        }
        #expect(wait { lane.standing == [] && told("events can be read again").count == 1 })
        #expect(told("events cannot be read").count == 1)
    }
}
