import SluiceEngine
import SluiceKernel
import Synchronization
import Testing

@testable import SluiceKafka

extension OnBroker {
    /// A lane that another thread opened.
    private final class Handover: @unchecked Sendable {
        // Written before `isThere` is set, read after it was seen.
        var driver: Result<LaneDriver, any Error>?
        let isThere = Mutex(false)
    }

    @Test func `a started instance ends in one committed outcome, and answers through the log`() throws {
        let log = try connect("first", slots: 2)
        defer { log.close() }
        let registration = TestWorkflow.registration(approval: false)
        let node = Node(log: log, registrations: [registration])
        node.start()
        let client = Client(log: log)
        _ = try client.deploy(registration.definition)
        let starts = Starts(log)
        starts.start("one", TestWorkflow.name, input: "{\"n\":1}")
        starts.flush()
        let id = Array("one".utf8)
        let answer = String(decoding: try client.ask(instance: id, .wait), as: UTF8.self)
        #expect(answer.contains("\"status\":\"succeeded\""), "\(answer)")
        var times: [Int64] = []
        for _ in 0..<200 {
            let begun = Clock.monotonic()
            _ = try client.ask(instance: id, .get)
            times.append(Clock.monotonic() - begun)
        }
        times.sort()
        print("get_us p50=\(times[100]) p99=\(times[198])")
        #expect(node.stop())
        #expect(try Audit(settings: log.settings).outcomes() == ["one": 1])
        let partition = log.shape.partition(of: id)
        let outcomes = try log.read(.outcomes, partition: partition, from: 0, bytes: 1 << 20)
        try #require(outcomes.records.count == 1)
        outcomes.withParts(of: outcomes.records[0]) { key, value, headers in
            #expect(key.elementsEqual(id))
            #expect(value.map { String(decoding: $0, as: UTF8.self) }?.contains("\"n\":1") ?? false)
            #expect((try? RecordHeader.decode(headers))?.first?.name == "ce_id")
        }
    }

    @Test func `what a restore rebuilds is what the commits had built`() throws {
        let log = try connect("index")
        defer { log.close() }
        let registration = TestWorkflow.registration()
        // Nobody offers the task: it stays pending, and the approval open, with its timeout.
        let old = try LaneDriver(log, registrations: [registration], offers: [:])
        try deploy(registration, old)
        let starts = Starts(log)
        for number in 0..<50 { starts.start("i-\(number)", TestWorkflow.name, input: "{\"n\":\(number)}") }
        // A value too large for its header.
        let large = String(repeating: "x", count: 5_000)
        starts.start("large", TestWorkflow.name, input: "{\"text\":\"\(large)\"}")
        starts.flush()
        let early = Array("nobody".utf8)
        try early.withUnsafeBytes { id in
            try Array("approval".utf8).withUnsafeBytes { name in
                let signal = SignaledEvent(
                    instance: id, name: name, id: name, data: UnsafeRawBufferPointer(rebasing: id[..<0]))
                var writer = RecordWriter()
                writer.append(.signaled(signal))
                let record = AppendRecord(partition: log.shape.partition(of: early), value: writer.take())
                try #require(log.append([record], observer: UnheardAppends.shared))
            }
        }
        let isFolded = try old.step {
            let statistics = old.lane.statistics
            return statistics.instancesStarted == 51 && statistics.kept == 1 && old.lane.isClean
        }
        #expect(isFolded)
        var built: [[[UInt8]: [UInt8]]] = []
        for partition in old.opened.partitions { built.append(old.cells(partition)) }
        let timers = built.joined().count { $0.key[0] == CellKey.Kind.timerIndex.rawValue }
        let tasks = built.joined().count { $0.key[0] == CellKey.Kind.taskIndex.rawValue }
        #expect(timers == 52)
        #expect(tasks == 51)
        let positions = old.opened.partitions.map { old.opened.position($0) }
        old.lane.close()

        // A node without a store has the topic alone to go by.
        let other = try connect("index")
        defer { other.close() }
        let new = try LaneDriver(other, registrations: [registration], offers: [:])
        for partition in new.opened.partitions {
            #expect(new.cells(partition) == built[partition], "cells of partition \(partition)")
            #expect(new.opened.position(partition) == positions[partition])
        }
        new.lane.close()
    }

    @Test func `a lane is at the end of a partition that ends in aborted records`() throws {
        let log = try connect("aborted")
        defer { log.close() }
        let registration = TestWorkflow.registration(approval: false)
        let old = try LaneDriver(log, registrations: [registration])
        try deploy(registration, old)
        #expect(try old.drain())
        old.lane.close()

        // Somebody else's transaction into events, given up: its records are never seen.
        let configuration = log.settings.transactionalProducer(slot: 0).with(["transactional.id": "stranger"])
        let stranger = try TransactionalProducer(configuration, name: "stranger", sink: SilentLog())
        try stranger.initialize(patience: 30_000) { false }
        try stranger.begin()
        let topic = stranger.topic(log.settings.name(of: .events))
        for partition in 0..<4 {
            try withViews([1], [2], []) { key, value, _ throws(KafkaError) in
                try stranger.produce(topic, partition, key: key, value: value)
            }
        }
        // Aborting at once would only purge them.
        stranger.flush()
        try stranger.abort(until: Clock.monotonic() + 10_000_000)
        stranger.close()

        let new = try LaneDriver(log, registrations: [registration])
        #expect(new.opened.partitions.allSatisfy { new.opened.end($0) > new.opened.position($0).next })
        #expect(try new.drain(), "the lane waits for records that nobody can read")
        let starts = Starts(log)
        starts.start("one", TestWorkflow.name, input: "{}")
        starts.flush()
        let audit = Audit(settings: log.settings)
        #expect(try new.step { try new.lane.isClean && audit.outcomes() == ["one": 1] })
        new.lane.close()
    }

    @Test func `a member that stays in the group goes on when others join`() throws {
        let log = try connect("join", partitions: 4, slots: 2)
        defer { log.close() }
        let registration = TestWorkflow.registration(approval: false)
        let first = try LaneDriver(log, slot: 0, registrations: [registration])
        // The second one joins while the first is stepped: the group is rebalanced.
        let handover = Handover()
        let thread = OSThread.start("second") {
            handover.driver = Result { try LaneDriver(log, slot: 1, registrations: [registration]) }
            handover.isThere.withLock { $0 = true }
        }
        #expect(try first.step { handover.isThere.withLock { $0 } })
        thread.join()
        let second = try #require(handover.driver).get()
        let document = DefinitionWriter.canonicalJSON(registration.definition)
        let record = AppendRecord(topic: .definitions, partition: 0, key: Array("order/1".utf8), value: document)
        try #require(log.append([record], observer: UnheardAppends.shared))
        let starts = Starts(log)
        var isFed = false
        let audit = Audit(settings: log.settings)
        let isDone = try first.step(seconds: 60) {
            _ = try second.lane.step(now: Clock.wall())
            if !isFed, let cell = first.opened.get(0, CellKey.partition) {
                let state = try cell.withUnsafeBytes { try PartitionState(cell: $0) }
                guard state.definitions.contains(where: { $0.activation >= 0 }) else { return false }
                for number in 0..<100 { starts.start("i-\(number)", TestWorkflow.name, input: "{}") }
                starts.flush()
                isFed = true
            }
            guard isFed, first.lane.isClean, second.lane.isClean, first.lane.isDrained(horizon: 0) else { return false }
            return try audit.outcomes().count == 100
        }
        #expect(isDone)
        #expect(first.opened.lost == nil)
        #expect(second.opened.lost == nil)
        #expect(try audit.outcomes().values.allSatisfy { $0 == 1 })
        first.lane.close()
        second.lane.close()
    }
}
