import SluiceEngine
import SluiceKernel
import SluiceTestKit
import Testing

/// Attempts for remote workers, on lanes.
@Suite("Tasks of a queue on a lane")
struct QueueTests {
    private static let definition = TestDefinitions.read(
        """
        sluice: 1
        workflow: order
        version: 1
        retention: 1h
        steps:
          charge: {task: bank.charge, queue: payments, with: input.total, timeout: 30s, retry: {attempts: 3, first: 1s, jitter: 0}}
          label: {task: label, inputs: [charge, input]}
          mail: {task: mail, queue: mails, inputs: [charge, label]}
        result: mail
        """)

    private static var plan: NodePlan {
        NodePlan(slots: [0, 1], tasks: [("label", TaskScript { _, inputs in .succeed(inputs[0]) })])
    }

    private static let ids = (0..<8).map { "o-\($0)" }

    /// Reads what is in the queues and answers each record once, `delay` milliseconds after it came, as a worker with a group of
    /// its own would: by the headers and the key alone.
    private final class Worker {
        private let world: World
        private var next: [Int64]
        private let answer: (_ task: [String: String], _ value: String) -> (type: String, data: String)?
        private(set) var tasks: [String] = []

        init(
            _ world: World, delay: Int64 = 20,
            _ answer: @escaping (_ task: [String: String], _ value: String) -> (type: String, data: String)? = {
                ("sluice.succeeded", #"{"of":"\#($0["ce_step"]!)","was":\#($1)}"#)
            }
        ) {
            self.world = world
            self.answer = answer
            next = Array(repeating: 0, count: world.broker.shape.partitions)
            look(delay)
        }

        private func look(_ delay: Int64) {
            for partition in next.indices {
                let records = world.broker.records(.tasks, partition)
                for (offset, record) in records where offset >= next[partition] {
                    next[partition] = offset + 1
                    take(record, world.broker.headers(.tasks, partition)[Int(offset)], delay)
                }
            }
            world.after(5) { [self] in look(delay) }
        }

        private func take(_ batch: RecordBatch, _ headers: [String: String], _ delay: Int64) {
            tasks.append("\(headers["sluice_topic"]!) \(headers["ce_id"]!)")
            batch.withParts(of: batch.records[0]) { key, value, _ in
                let key = Array(key)
                guard let (type, data) = answer(headers, String(decoding: value!, as: UTF8.self)) else { return }
                let record = AppendRecord(
                    partition: world.broker.shape.partition(of: key), key: key,
                    headers: [
                        RecordHeader("ce_type", Array(type.utf8)),
                        RecordHeader("ce_task", Array(headers["ce_id"]!.utf8)),
                    ], value: Array(data.utf8))
                world.after(delay) { [world] in world.broker.append(record) }
            }
        }
    }

    private static func run(
        until ends: Int = ids.count, _ prepare: (World) -> Void = { _ in }
    ) -> (World, Worker) {
        let world = World(shape: LogShape(partitions: 2, slots: 2))
        prepare(world)
        world.start(plan)
        world.deploy(definition)
        // Slower than a node is started again: what is in a queue is there still when its next owner looks.
        let worker = Worker(world, delay: 400)
        world.after(2_500) {
            for id in ids { world.send(.start(id, of: "order", input: #"{"total":\#(id.dropFirst(2))}"#)) }
        }
        finish(world, ends)
        return (world, worker)
    }

    /// In pieces: a worker that looks every few milliseconds takes many rounds.
    private static func pass(_ milliseconds: Int64, _ world: World) {
        let end = world.clock.now + milliseconds
        while world.clock.now < end { world.run(for: min(1_000, end - world.clock.now)) }
    }

    /// Until so many instances have ended, and a while longer: what is doubled would show.
    private static func finish(_ world: World, _ ends: Int) {
        for _ in 0..<600 where outcomes(world).count < ends { world.run(for: 200) }
        world.run(for: 2_000)
    }

    private static func outcomes(_ world: World) -> [String] {
        (0..<world.broker.shape.partitions).flatMap { world.broker.texts(.outcomes, $0) }
    }

    @Test("are CloudEvents with the instance's key, and a worker that knows nothing but them moves its instances on")
    func worked() throws {
        let (world, worker) = QueueTests.run()
        #expect(QueueTests.outcomes(world).count == 8)
        #expect(worker.tasks.count == 16 && Set(worker.tasks).count == 16)
        let partition = world.broker.shape.partition(of: Array("o-3".utf8))
        let index = try #require(
            world.broker.headers(.tasks, partition).firstIndex {
                $0["ce_subject"] == "o-3" && $0["ce_step"] == "charge"
            })
        let headers = world.broker.headers(.tasks, partition)[index]
        #expect(
            world.broker.keys(.tasks, partition)[index] == "o-3" && world.broker.texts(.tasks, partition)[index] == "3")
        #expect(headers["sluice_topic"] == "tasks.payments" && headers["ce_type"] == "sluice.task.bank.charge")
        #expect(headers["ce_specversion"] == "1.0" && headers["content-type"] == "application/json")
        #expect(headers["ce_source"] == "sluice/order" && headers["ce_attempt"] == "1")
        #expect(headers["ce_time"]?.hasSuffix("Z") == true && headers["ce_id"]?.hasSuffix("/0/0/1") == true)
        // Several inputs are an array.
        #expect(
            world.broker.texts(.tasks, partition).contains(
                #"[{"of":"charge","was":3},{"of":"charge","was":3}]"#))
        let statistics = world.nodes[0].statistics
        #expect(statistics.tasksQueued == 16 && statistics.tasksDispatched == 8 && statistics.tasksInFlight == 0)
        #expect(Oracle.check(world, QueueTests.plan) == [])
    }

    @Test("whose worker fails, is silent, or keeps going are tried again, given up, or waited for")
    func outcomes() throws {
        let world = World(shape: LogShape(partitions: 1, slots: 1))
        let definition = TestDefinitions.read(
            """
            sluice: 1
            workflow: order
            version: 1
            steps:
              work: {task: work, queue: q, timeout: 10s, heartbeat: 2s, retry: {attempts: 3, first: 1s, jitter: 0}}
            result: work
            """)
        let plan = NodePlan(slots: [0])
        world.start(plan)
        world.deploy(definition)
        var beats = 0
        let worker = Worker(world) { task, _ in
            switch (task["ce_subject"]!, task["ce_attempt"]!) {
            case ("silent", _): return nil
            case ("fails", "3"): return ("sluice.succeeded", "3")
            case ("fails", _): return ("sluice.failed", #"{"type":"Busy"}"#)
            case ("broken", _): return ("sluice.failed", #"{"type":"Broken","retriable":false}"#)
            default:
                // Fifteen seconds of work.
                for second in 1...14 {
                    world.after(Int64(second) * 1_000) {
                        beats += 1
                        world.broker.append(
                            AppendRecord(
                                partition: 0, key: Array("long".utf8),
                                headers: [
                                    RecordHeader("ce_type", Array("sluice.heartbeat".utf8)),
                                    RecordHeader("ce_task", Array(task["ce_id"]!.utf8)),
                                ], value: []))
                    }
                }
                world.after(15_000) {
                    world.broker.append(
                        AppendRecord(
                            partition: 0, key: Array("long".utf8),
                            headers: [
                                RecordHeader("ce_type", Array("sluice.succeeded".utf8)),
                                RecordHeader("ce_task", Array(task["ce_id"]!.utf8)),
                            ], value: Array("15".utf8)))
                }
                return nil
            }
        }
        world.run(for: 2_000)
        for id in ["silent", "fails", "broken", "long"] { world.send(.start(id, of: "order")) }
        QueueTests.pass(60_000, world)
        let state = try EndState(world.broker)
        #expect(state["silent"]?.contains("sidelined, 0=sidelined#3, 0!sluice.timeout") == true, "\(state)")
        #expect(state["fails"]?.contains("succeeded, 0=done#3 3") == true, "\(state)")
        #expect(state["broken"]?.contains("sidelined, 0=sidelined#1, 0!Broken") == true, "\(state)")
        #expect(state["long"]?.contains("succeeded, 0=done#1 15") == true, "\(state)")
        #expect(beats == 14 && worker.tasks.count == 8)
        #expect(world.broker.texts(.deadLetters, 0) == [])
        #expect(Oracle.check(world, plan) == [])
    }

    @Test(
        "stay queued when another takes over: what is known to be in the queue is not put there twice, and its time goes on"
    )
    func takeover() throws {
        for isCheckpointed in [false, true] {
            let world = World(shape: LogShape(partitions: 2, slots: 2))
            world.restartAfter = 300
            world.start(QueueTests.plan)
            world.deploy(QueueTests.definition)
            world.run(for: 2_500)
            for id in QueueTests.ids { world.send(.start(id, of: "order", input: #"{"total":1}"#)) }
            let records = { (0..<2).map { world.broker.texts(.tasks, $0).count }.reduce(0, +) }
            while records() < 8 { world.run(for: 1) }
            let queuedAt = world.clock.now
            // Its being there is in the log, and covered by a checkpoint or not.
            world.run(for: isCheckpointed ? 3_000 : 10)
            let covered = (0..<2).allSatisfy {
                world.broker.stores[$0].position.next == world.broker.records(.events, $0).last!.offset + 1
            }
            #expect(covered == isCheckpointed)
            world.kill(world.nodes[0])
            QueueTests.pass(5_000, world)
            #expect(records() == 8, "\(world.trace.tail(40))")
            // 30 seconds from the queue on, whoever holds the slot.
            QueueTests.pass(queuedAt + 29_900 - world.clock.now, world)
            #expect(records() == 8)
            QueueTests.pass(3_000, world)
            #expect(records() == 16)
            let worker = Worker(world)
            QueueTests.finish(world, 8)
            #expect(QueueTests.outcomes(world).count == 8)
            #expect(worker.tasks.count == 24)
            #expect(Oracle.check(world, QueueTests.plan) == [])
        }
    }

    @Test("are put into the queue again when their node dies before the log knows that they are there")
    func unknown() throws {
        let world = World(shape: LogShape(partitions: 2, slots: 2))
        world.restartAfter = 300
        // A checkpoint covers the starts, and then the node dies in the append that says where the attempts are.
        world.broker.settings.acknowledgeAfter = 1_500
        world.start(QueueTests.plan)
        world.deploy(QueueTests.definition)
        QueueTests.pass(20_000, world)
        for id in QueueTests.ids { world.send(.start(id, of: "order", input: #"{"total":1}"#)) }
        let records = { (0..<2).map { world.broker.texts(.tasks, $0).count }.reduce(0, +) }
        while records() < 8 { world.run(for: 1) }
        world.run(for: 1_400)
        let covered = (0..<2).allSatisfy {
            world.broker.stores[$0].position.next == world.broker.records(.events, $0).last!.offset + 1
        }
        #expect(covered)
        world.kill(world.nodes[0])
        world.broker.settings.acknowledgeAfter = 1
        QueueTests.pass(5_000, world)
        #expect(records() == 16)
        let worker = Worker(world)
        QueueTests.finish(world, 8)
        #expect(QueueTests.outcomes(world).count == 8)
        // Each charge twice, with one key.
        #expect(worker.tasks.count == 24 && Set(worker.tasks).count == 16)
        #expect(Oracle.check(world, QueueTests.plan) == [])
    }

    @Test(
        "end their instances once when a node crashes at the n-th call of the log, and none is lost",
        arguments: [
            PortFault.crash(applied: false), .crash(applied: true), .unknown(applied: true), .unknown(applied: false),
            .fail,
        ])
    func crashes(fault: PortFault) throws {
        let (plain, worker) = QueueTests.run()
        try #require(plain.violations.list.isEmpty)
        let expected = Set(worker.tasks.map(name))
        var repeats = 0
        let calls = plain.monitor.kinds.indices.filter {
            plain.monitor.kinds[$0].hasEffect || fault == .crash(applied: false) && $0 % 37 == 0
        }
        for index in calls {
            let (world, worker) = QueueTests.run { $0.monitor.plan = { at, _ in at == index + 1 ? fault : nil } }
            let violations = Oracle.check(world, QueueTests.plan, cuts: [.oneCheckpoint])
            repeats += worker.tasks.count - 16
            let outcomes = QueueTests.outcomes(world)
            guard violations.isEmpty, outcomes.count == 8, Set(outcomes.map { $0.prefix(20) }).count == 8,
                Set(worker.tasks.map(name)) == expected
            else {
                Issue.record(
                    "\(fault) at call \(index + 1) (\(plain.monitor.kinds[index])): \(violations)\n\(outcomes)\n\(worker.tasks)"
                )
                return
            }
        }
        // What was not applied is sent again, and is there once.
        let mayRepeat = fault != .fail && fault != .unknown(applied: false)
        if mayRepeat { #expect(repeats > 0, "nothing was ever in a queue twice: the faults fell nowhere") }
    }

    /// Without the position of the start, which faults may move.
    private func name(_ task: String) -> String {
        var parts = task.split(separator: "/", omittingEmptySubsequences: false)
        parts.remove(at: 1)
        return parts.joined(separator: "/")
    }

    @Test("whose topic takes nothing fail and are dead letters, hold no other queue up, and go on once it takes them")
    func refused() throws {
        let world = World(shape: LogShape(partitions: 2, slots: 2))
        world.broker.settings.refusedTopics = ["tasks.mails"]
        world.start(QueueTests.plan)
        world.deploy(QueueTests.definition)
        let worker = Worker(world)
        world.run(for: 2_500)
        for id in QueueTests.ids { world.send(.start(id, of: "order", input: #"{"total":1}"#)) }
        QueueTests.pass(60_000, world)
        let state = try EndState(world.broker)
        #expect(state.lines.allSatisfy { $0.contains("2=sidelined#5, 2!sluice.undelivered") }, "\(state)")
        #expect(worker.tasks.count == 8)
        let letters = (0..<2).flatMap { world.broker.headers(.deadLetters, $0) }
        #expect(letters.count == 40 && Set(letters.compactMap { $0["ce_id"] }).count == 40)
        for letter in letters {
            #expect(letter["sluice_kind"] == "task" && letter["sluice_topic"] == "tasks.mails")
            #expect(letter["ce_id"] == (letter["original_ce_id"] ?? "") + "/undelivered")
            #expect(letter["sluice_reason"] == "the script's topic takes nothing")
        }
        #expect(world.nodes[0].statistics.undelivered == 40)
        world.broker.settings.refusedTopics = []
        for id in QueueTests.ids { world.send(.redrive(id)) }
        QueueTests.finish(world, 8)
        #expect(QueueTests.outcomes(world).count == 8)
        #expect(Oracle.check(world, QueueTests.plan) == [])
    }

    @Test("whose results lie on the wrong partition are done all the same")
    func misrouted() throws {
        let world = World(shape: LogShape(partitions: 2, slots: 2))
        world.start(QueueTests.plan)
        world.deploy(QueueTests.definition)
        let worker = Worker(world) { task, value in
            // The worker's own way is kept from answering: this one answers to the other partition.
            let key = Array(task["ce_subject"]!.utf8)
            for (type, data) in [("sluice.heartbeat", ""), ("sluice.succeeded", value)] {
                let record = AppendRecord(
                    partition: 1 - world.broker.shape.partition(of: key), key: key,
                    headers: [
                        RecordHeader("ce_type", Array(type.utf8)), RecordHeader("ce_task", Array(task["ce_id"]!.utf8)),
                    ], value: Array(data.utf8))
                world.after(10) { world.broker.append(record) }
            }
            return nil
        }
        world.run(for: 2_500)
        for id in QueueTests.ids { world.send(.start(id, of: "order", input: #"{"total":1}"#)) }
        QueueTests.finish(world, 8)
        #expect(QueueTests.outcomes(world).count == 8 && worker.tasks.count == 16)
        #expect(world.nodes.reduce(0) { $0 + $1.statistics.misrouted } == 32)
        #expect(Oracle.check(world, QueueTests.plan) == [])
    }

    @Test("that nobody was ever given, or of no such step, are dead letters that say so")
    func nonsense() throws {
        let world = World()
        world.start(NodePlan(slots: [0]))
        world.deploy(QueueTests.definition)
        world.run(for: 2_500)
        world.send(.start("a", of: "order", input: #"{"total":1}"#))
        world.run(for: 1_000)
        let task = try #require(world.broker.headers(.tasks, 0).first?["ce_id"])
        let parts = task.split(separator: "/")
        func result(_ task: String?, _ data: String = "1", key: String = "a") {
            world.broker.append(
                AppendRecord(
                    partition: 0, key: Array(key.utf8),
                    headers: [RecordHeader("ce_type", Array("sluice.succeeded".utf8))]
                        + (task.map { [RecordHeader("ce_task", Array($0.utf8))] } ?? []), value: Array(data.utf8)))
        }
        result(nil)
        result(task, "{")
        result(task, key: "b")
        result("a/\(parts[1])/0/0/2")
        result("a/\(parts[1])/7/0/1")
        result("b/99/0/0/1", key: "b")
        world.run(for: 2_000)
        let letters = world.broker.headers(.deadLetters, 0)
        let reasons = letters.map { $0["sluice_reason"] ?? "" }
        #expect(
            letters.map { $0["sluice_kind"] } == [
                "record", "record", "record", "taskSucceeded", "taskSucceeded", "taskSucceeded",
            ])
        #expect(reasons[0].hasPrefix("the record does not say which attempt it is of"))
        #expect(reasons[1].hasPrefix("the result is not JSON"))
        #expect(reasons[2].hasPrefix("ce_task '\(task)' names no attempt"))
        #expect(reasons[3] == "step charge of instance 'a' has had no attempt 2 of pass 0")
        #expect(reasons[4] == "workflow order version 1 has no step number 7")
        #expect(reasons[5] == "no instance has the id 'b'")
        #expect(
            letters[3]["sluice_task"] == "a/\(parts[1])/0/0/2"
                && letters[3]["original_ce_task"] == letters[3]["sluice_task"])
        #expect(try EndState(world.broker)["a"]?.contains("0=queued#1") == true)
    }

    @Test(
        "more than fit into memory at once all get there, once, however long the queue takes to say that it has them",
        arguments: [1, 3_000] as [Int64])
    func many(acknowledgeAfter: Int64) throws {
        let world = World()
        var plan = NodePlan(slots: [0])
        plan.laneSettings.waitingTasks = 8
        world.start(plan)
        world.deploy(QueueTests.definition)
        world.run(for: 2_500)
        // Checkpoints bring those that are under way into the store's index, where they are met again.
        world.broker.settings.acknowledgeAfter = acknowledgeAfter
        for number in 0..<300 { world.send(.start("i-\(number)", of: "order", input: #"{"total":1}"#)) }
        QueueTests.pass(20_000, world)
        #expect(Set(world.broker.keys(.tasks, 0)).count == 300)
        #expect(world.broker.texts(.tasks, 0).count == 300)
        #expect(Oracle.check(world, plan) == [])
    }

    @Test("are no more than a megabyte under way at once, and all get there")
    func large() throws {
        let world = World()
        let plan = NodePlan(slots: [0])
        world.start(plan)
        world.deploy(QueueTests.definition)
        world.run(for: 2_500)
        world.broker.settings.acknowledgeAfter = 2_000
        let large = "\"\(String(repeating: "x", count: 100_000))\""
        for number in 0..<30 { world.send(.start("i-\(number)", of: "order", input: #"{"total":\#(large)}"#)) }
        QueueTests.pass(1_500, world)
        #expect(world.broker.texts(.tasks, 0).count == 11)
        QueueTests.pass(15_000, world)
        #expect(world.broker.texts(.tasks, 0).count == 30 && Set(world.broker.keys(.tasks, 0)).count == 30)
        #expect(Oracle.check(world, plan) == [])
    }
}
