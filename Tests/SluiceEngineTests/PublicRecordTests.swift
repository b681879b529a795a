import SluiceEngine
import SluiceKernel
import SluiceTestKit
import Testing

/// CloudEvents of other clients, on a lane.
@Suite("Records of other clients on a lane")
struct PublicRecordTests {
    private static let waiting = TestDefinitions.read(
        """
        sluice: 1
        workflow: waiting
        version: 1
        steps:
          paid: {signal: paid}
          sum: {transform: '[input, paid]'}
        result: sum
        """)

    private func world(_ shape: LogShape = LogShape(partitions: 1, slots: 1)) -> (World, NodePlan) {
        let world = World(shape: shape)
        world.deploy(PublicRecordTests.waiting)
        let plan = NodePlan(slots: Array(0..<shape.slots))
        world.start(plan)
        world.run(for: 2_000)
        return (world, plan)
    }

    private func record(
        _ id: String, _ type: String, _ value: String = "{}", _ headers: [(String, String)] = [], partition: Int = 0
    ) -> AppendRecord {
        AppendRecord(
            partition: partition, key: Array(id.utf8),
            headers: ([("ce_type", type)] + headers).map { RecordHeader($0.0, Array($0.1.utf8)) },
            value: Array(value.utf8))
    }

    @Test("start and signal like any event, each once by its id")
    func once() throws {
        let (world, plan) = world()
        for value in ["1", "2"] {
            world.broker.append(record("a", "sluice.start.waiting", value, [("ce_id", "e")]))
            world.broker.append(record("b", "sluice.start.waiting@1", value))
        }
        // Before its instance starts.
        world.broker.append(record("c", "sluice.signal.paid", "[0]", [("ce_id", "s")]))
        world.broker.append(record("a", "sluice.signal.paid", "[1]", [("ce_id", "s")]))
        world.broker.append(record("a", "sluice.signal.paid", "[2]", [("ce_id", "s")]))
        world.broker.append(record("b", "sluice.signal.paid", ""))
        world.broker.append(record("c", "sluice.start.waiting", "3"))
        world.settle()
        let state = try EndState(world.broker)
        #expect(state["a"]?.contains("1=done [1,[1]]") == true, "\(state)")
        #expect(state["b"]?.contains("1=done [1,{}]") == true, "\(state)")
        #expect(state["c"]?.contains("1=done [3,[0]]") == true, "\(state)")
        #expect(world.broker.texts(.deadLetters, 0) == [])
        #expect(world.nodes[0].statistics.publicRecords == 9)
        #expect(Oracle.check(world, plan) == [])
    }

    @Test("that are no events are dead letters with their place and their headers, and the partition moves on")
    func deadLetters() throws {
        let (world, plan) = world()
        let offset = world.broker.records(.events, 0).count
        let headers = [("ce_id", "x"), ("sluice_reason", "mine"), ("trace", "t-1")]
        world.broker.append(record("", "sluice.start.waiting", "1", headers))
        world.broker.append(record("a", "order.paid", "1", headers))
        world.broker.append(record("a", "sluice.start.nothing", "1", headers))
        world.broker.append(record("a", "sluice.start.waiting", "{", headers))
        world.broker.append(record("a", "sluice.signal.paid", "{", headers))
        let large = String(repeating: "x", count: 990_000)
        world.broker.append(record("a", "sluice.start.waiting", "\"\(large)\"", headers))
        world.broker.append(AppendRecord(partition: 0, value: Array("plain".utf8)))
        world.broker.append(record("b", "sluice.start.waiting", "1"))
        world.settle()
        let letters = world.broker.headers(.deadLetters, 0)
        #expect(letters.map { $0["ce_id"] } == (0..<7).map { "0/\(offset + $0)/0" })
        #expect(
            letters.map { $0["sluice_kind"] } == [
                "record", "record", "started", "started", "signaled", "started", "record",
            ])
        for letter in letters.dropLast() {
            #expect(letter["original_ce_id"] == "x" && letter["original_trace"] == "t-1")
            #expect(letter["original_sluice_reason"] == "mine" && letter["sluice_reason"] != "mine")
        }
        #expect(letters[6].keys.allSatisfy { !$0.hasPrefix("original_") })
        #expect(world.broker.texts(.deadLetters, 0).map(\.utf8.count) == [1, 1, 1, 1, 1, 65_536, 5])
        #expect(try EndState(world.broker).lines.map { $0.prefix(1) } == ["b"])
        #expect(world.nodes[0].statistics.rejected == 7)
        #expect(Oracle.check(world, plan) == [])
    }

    @Test("keep no more of their headers than a dead letter has room for")
    func manyHeaders() throws {
        let (world, plan) = world()
        let headers = (0..<100).map { ("h\($0)", String(repeating: "v", count: $0 == 0 ? 5_000 : 900)) }
        world.broker.append(record("a", "unknown", "1", headers))
        world.settle()
        let letter = try #require(world.broker.headers(.deadLetters, 0).first)
        let kept = letter.filter { $0.key.hasPrefix("original_") }
        #expect(kept["original_h0"]?.count == 1_024 && kept["original_ce_type"] == "unknown")
        #expect((10...32).contains(kept.count))
        #expect(kept.reduce(0) { $0 + $1.key.count + $1.value.count } < 17_000)
        #expect(Oracle.check(world, plan) == [])
    }

    @Test("that tell an older time, and a null value, harm nothing")
    func oddities() throws {
        let (world, plan) = world()
        world.broker.append(record("a", "sluice.start.waiting", "1", [("ce_time", "1969-12-31T23:59:59.5Z")]))
        var batch = RecordBatch()
        let key = Array("a".utf8)
        key.withUnsafeBytes {
            batch.append(
                partition: 0, offset: 0, time: 0, key: $0, value: nil,
                headers: UnsafeRawBufferPointer(start: nil, count: 0))
        }
        world.broker.append(batch, to: .events)
        world.broker.append(record("a", "sluice.signal.paid", "1"))
        world.settle()
        #expect(try EndState(world.broker)["a"]?.hasPrefix("a: succeeded") == true)
        #expect(world.broker.headers(.deadLetters, 0).map { $0["sluice_kind"] } == ["record"])
        #expect(Oracle.check(world, plan) == [])
    }

    @Test("are set aside like any event when folding them ends the process")
    func setAside() throws {
        let world = World()
        world.deploy(PublicRecordTests.waiting)
        var plan = NodePlan(slots: [0])
        plan.crash = CrashWatch(skipped: [TransitionID(partition: 0, offset: 2, entry: 0)])
        world.start(plan)
        world.run(for: 2_000)
        world.broker.append(record("a", "sluice.start.waiting"))
        world.broker.append(record("b", "sluice.start.waiting"))
        world.settle()
        #expect(try EndState(world.broker).lines.map { $0.prefix(1) } == ["b"])
        #expect(world.broker.stores[0].get(CellKey.skipped(offset: 2, entry: 0)) != nil)
        #expect(Oracle.check(world, plan) == [])
    }
}
