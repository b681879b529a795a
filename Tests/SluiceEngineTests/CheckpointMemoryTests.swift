import SluiceKernel
import SluiceTestKit
import Testing

@testable import SluiceEngine

@Suite("The memory of checkpoints")
struct CheckpointMemoryTests {
    private static let brief = TestDefinitions.read(
        """
        sluice: 1
        workflow: brief
        version: 1
        steps:
          sum: {transform: '1 + 1'}
        result: '[sum, input]'
        """)
    private static let pair = TestDefinitions.read(
        """
        sluice: 1
        workflow: pair
        version: 1
        steps:
          first: {signal: }
          second: {signal: }
        result: '[first, second]'
        """)

    /// A lane on the scripted log, and what of it is looked at while a commit is under way.
    private final class Bench {
        let world: World
        let log: WatchedLog
        let lane: Lane

        init(partitions: Int = 1, commitAfter: Int64 = 2, settings: LaneSettings = LaneSettings()) throws {
            var broker = BrokerSettings()
            broker.commitAfter = commitAfter
            world = World(shape: LogShape(partitions: partitions, slots: 1), settings: broker, traces: false)
            let scripted = ScriptedLog(broker: world.broker, monitor: world.monitor, name: "bench")
            log = WatchedLog(try scripted.open(slot: 0, waker: LaneWaker()))
            lane = try Lane(
                slot: 0, log: log, eventLog: scripted, registry: DefinitionRegistry(),
                dispatcher: ScriptedDispatcher(
                    log: scripted, tasks: [], ledger: ScriptedDispatcher.Ledger(), waker: LaneWaker()),
                waker: LaneWaker(), settings: settings)
            for definition in [CheckpointMemoryTests.brief, CheckpointMemoryTests.pair] { world.deploy(definition) }
            try run(for: 2_000)
        }

        func run(for milliseconds: Int64) throws {
            for _ in 0..<milliseconds {
                while try lane.step(now: world.clock.now) == .now {}
                world.run(for: 1)
            }
        }

        /// An id that belongs to a partition, the same each time.
        func id(_ base: String, in partition: Int = 0) -> String {
            for number in 0... {
                let id = "\(base).\(number)"
                if world.broker.shape.partition(of: Array(id.utf8)) == partition { return id }
            }
            return base
        }

        func send(_ events: [ScriptedEvent], partition: Int = 0) {
            world.send(record: ScriptedEvent.pack(events), partition: partition)
        }
    }

    /// Passes everything on, and compares what a checkpoint holds when its outcome is taken, and at last, with what it held
    /// when it was handed over.
    private final class WatchedLog: LaneLog {
        private let log: any LaneLog
        private var underWay: (checkpoint: Checkpoint, bytes: [[UInt8]])?
        private var kept: [(checkpoint: Checkpoint, bytes: [[UInt8]])] = []
        private(set) var outcomes = 0
        private(set) var violations: [String] = []

        init(_ log: any LaneLog) { self.log = log }

        private static func bytes(of checkpoint: Checkpoint) -> [[UInt8]] {
            var all: [[UInt8]] = []
            for part in checkpoint.partitions {
                for batch in [part.cells, part.index] {
                    for cell in batch.cells {
                        batch.withBytes(cell) {
                            all.append(Array($0))
                            all.append($1.map { [1] + Array($0) } ?? [0])
                        }
                    }
                }
            }
            for batch in [checkpoint.outcomes, checkpoint.deadLetters] {
                for record in batch.records {
                    batch.withParts(of: record) {
                        all.append(Array($0))
                        all.append($1.map { [1] + Array($0) } ?? [0])
                        all.append(Array($2))
                    }
                }
            }
            return all
        }

        func commit(_ checkpoint: consuming Checkpoint) {
            let checkpoint = checkpoint
            underWay = (checkpoint, WatchedLog.bytes(of: checkpoint))
            log.commit(checkpoint)
        }

        func takeCommitOutcome() -> CommitOutcome? {
            let outcome = log.takeCommitOutcome()
            guard outcome != nil, let held = underWay else { return outcome }
            underWay = nil
            check(held)
            outcomes += 1
            // The others are let go, as a log does, and their memory is there for the next.
            if outcomes % 3 == 0 { kept.append(held) }
            return outcome
        }

        private func check(_ held: (checkpoint: Checkpoint, bytes: [[UInt8]])) {
            if WatchedLog.bytes(of: held.checkpoint) != held.bytes {
                violations.append("checkpoint \(held.checkpoint.number) has changed")
            }
        }

        func checkKept() { for held in kept { check(held) } }

        var partitions: Range<Int> { log.partitions }
        var lost: LogError? { log.lost }
        func position(_ partition: Int) -> Position { log.position(partition) }
        func end(_ partition: Int) -> Int64 { log.end(partition) }
        func seek(_ partition: Int, to offset: Int64) { log.seek(partition, to: offset) }
        func poll(into batch: inout RecordBatch, bytes: Int) { log.poll(into: &batch, bytes: bytes) }
        func get(_ partition: Int, _ key: [UInt8]) -> [UInt8]? { log.get(partition, key) }
        func look(_ partition: Int, up cells: inout CellLookups) { log.look(partition, up: &cells) }
        func scan(
            _ partition: Int, from key: [UInt8], to end: [UInt8],
            _ body: (_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Bool
        ) { log.scan(partition, from: key, to: end, body) }
        func close() { log.close() }
    }

    @Test("A checkpoint holds what it was handed over with until the log lets it go, however much is folded meanwhile")
    func isLeftAlone() throws {
        var settings = LaneSettings()
        settings.checkpointInterval = 20
        settings.outputInterval = 10
        let bench = try Bench(partitions: 2, commitAfter: 30, settings: settings)
        var random = SeededRandom(seed: 1)
        var started = 0
        for round in 0..<200 {
            // The second partition has nothing to say now and then.
            let partition = round % 5 == 0 ? 1 : 0
            func id(_ base: String) -> String { bench.id(base, in: partition) }
            var events: [ScriptedEvent] = []
            for _ in 0..<Int.random(in: 1...20, using: &random) {
                let input =
                    "\"" + String(repeating: "\(round % 10)", count: Int.random(in: 0...200, using: &random)) + "\""
                events.append(.start(id("i\(started)"), of: random.chance(70) ? "brief" : "pair", input: input))
                let signaled = Int.random(in: 0...started + 20, using: &random)
                events.append(.signal(id("i\(signaled)"), "first", data: input))
                // Dead letters are outputs too.
                if random.chance(20) { events.append(.start(id("n\(started)"), of: "nothing")) }
                started += 1
            }
            bench.send(events, partition: partition)
            try bench.run(for: Int64.random(in: 1...20, using: &random))
        }
        try bench.run(for: 200)
        bench.log.checkKept()
        #expect(bench.log.violations == [])
        #expect(bench.log.outcomes > 20)
        #expect(bench.lane.isClean)
        #expect(Oracle.check(bench.world, NodePlan(slots: [0])) == [])
        let ids = (0...1).flatMap { bench.world.broker.headers(.outcomes, $0).map { $0["ce_id"] ?? "" } }
        #expect(Set(ids).count == ids.count && !ids.isEmpty)
    }

    @Test("What a checkpoint under way holds is what the fold goes on from")
    func isReadWhileUnderWay() throws {
        var settings = LaneSettings()
        settings.checkpointInterval = 50
        let bench = try Bench(commitAfter: 1_000, settings: settings)
        try bench.run(for: 3_000)
        let before = bench.log.outcomes
        // Cells that the store does not have before the commit is over: kept signals, then those of an instance.
        bench.send([.signal("a", "first", data: "1")])
        try bench.run(for: 200)
        bench.send([.signal("a", "second", data: "2")])
        try bench.run(for: 200)
        #expect(bench.log.outcomes == before)
        try bench.run(for: 1_000)
        bench.send([.start("a", of: "pair"), .start("b", of: "pair"), .start("c", of: "brief")])
        try bench.run(for: 1_200)
        // Ended, being committed, or waiting: each start is known, however often it comes.
        for _ in 0..<3 {
            bench.send([.start("a", of: "pair"), .start("b", of: "pair"), .start("c", of: "brief")])
            try bench.run(for: 300)
        }
        bench.send([.signal("b", "second", data: "4"), .signal("b", "first", data: "3")])
        try bench.run(for: 5_000)
        #expect(bench.lane.statistics.instancesStarted == 3)
        #expect(bench.world.broker.keys(.outcomes, 0).sorted() == ["a", "b", "c"])
        let state = try EndState(bench.world.broker)
        #expect(state["a"] == "a: succeeded, 0=done 1, 1=done 2, result [1,2], purge/0")
        #expect(state["b"] == "b: succeeded, 0=done 3, 1=done 4, result [3,4], purge/0")
        #expect(Oracle.check(bench.world, NodePlan(slots: [0])) == [])
    }

    @Test("Memory is kept for the next checkpoint, but for what is more than half of what starts one")
    func bound() throws {
        var settings = LaneSettings()
        settings.dirtyBytes = 400_000
        let bench = try Bench(partitions: 2, settings: settings)
        let partitions = bench.lane.partitions
        func spare() -> Int { partitions.reduce(0) { $0 + $1.spareCells.storage.capacity } }
        func starts(_ count: Int, _ base: String, _ bytes: Int) -> [ScriptedEvent] {
            let input = "\"\(String(repeating: "v", count: bytes))\""
            return (0..<count).map { .start(bench.id("\(base)\($0)"), of: "brief", input: input) }
        }
        bench.send(starts(50, "i", 500))
        try bench.run(for: 3_000)
        #expect(spare() > 25_000)
        // A checkpoint of the other partition alone drops nothing that the lane would miss, and keeps nothing of it twice.
        bench.send([.start(bench.id("j", in: 1), of: "brief")], partition: 1)
        try bench.run(for: 3_000)
        #expect(partitions.allSatisfy { $0.frozenCells.isEmpty && $0.spareCells.isEmpty })
        bench.send(starts(40, "k", 20_000))
        try bench.run(for: 3_000)
        #expect(bench.world.broker.keys(.outcomes, 0).count == 90)
        #expect(spare() <= 200_000)
    }

    @Test(
        "Outcomes find memory of the checkpoint before last, but for more than is to be kept, and none of its records")
    func outcomes() {
        let outputs = LaneOutputs()
        var held: [(checkpoint: Checkpoint, bytes: [UInt8])] = []
        /// Takes a checkpoint of `count` bytes, which is let go before it is committed, or not.
        func checkpoint(_ count: Int, keeping bytes: Int, holds: Bool = false) {
            let key = Array(repeating: UInt8(truncatingIfNeeded: held.count), count: count)
            key.withUnsafeBytes { key in
                outputs.outcomes.append(
                    partition: 0, offset: 0, time: 0, key: key, value: nil,
                    headers: UnsafeRawBufferPointer(start: nil, count: 0))
            }
            do {
                var checkpoint = Checkpoint(number: 1)
                outputs.take(into: &checkpoint)
                #expect(outputs.isEmpty && checkpoint.outcomes.byteCount == count)
                if holds { held.append((checkpoint, checkpoint.outcomes.storage.withUnsafeBytes { Array($0) })) }
            }
            outputs.committed(keeping: bytes)
            #expect(outputs.isEmpty)
        }
        func capacity() -> Int { outputs.outcomes.storage.capacity }
        checkpoint(100_000, keeping: 400_000)
        checkpoint(10, keeping: 400_000)
        #expect(capacity() >= 100_000)
        checkpoint(10, keeping: 50_000)
        checkpoint(10, keeping: 50_000)
        checkpoint(10, keeping: 50_000)
        #expect(capacity() < 50_000)
        for round in 0..<10 { checkpoint(1_000 + round, keeping: 400_000, holds: round % 3 != 2) }
        #expect(held.allSatisfy { $0.checkpoint.outcomes.storage == $0.bytes })
    }
}
