import SluiceKernel
import SluiceTestKit
import Testing

@testable import SluiceEngine

@Suite("Nodes that share slots, in virtual time")
struct SharedSlotsTests {
    private func world(_ slots: Int = 4, _ change: (inout BrokerSettings) -> Void = { _ in }) -> World {
        var settings = BrokerSettings()
        change(&settings)
        let world = World(shape: LogShape(partitions: slots, slots: slots), settings: settings)
        world.restartAfter = nil
        return world
    }

    private func plan(_ name: String) -> NodePlan {
        var plan = NodePlan(slots: [], tasks: [("work", TaskScript(delay: 30) { _, _ in .succeed("1") })])
        plan.membership = MembershipSettings(node: NodeID(name))
        return plan
    }

    /// Sends starts all the time, and counts in the end that each came to exactly one outcome.
    private final class Traffic {
        private let world: World
        private(set) var sent = 0
        private var isOn = true

        init(_ world: World) {
            self.world = world
            world.deploy(TestDefinitions.single)
        }

        /// One start every 20 ms, for as long as `stop()` was not called.
        func begin() {
            guard isOn else { return }
            world.send(.start("i\(sent)", of: "single"))
            sent += 1
            world.after(20) { [self] in begin() }
        }

        func stop() { isOn = false }

        func check(_ plan: NodePlan, _ location: SourceLocation = #_sourceLocation) throws {
            stop()
            world.run(for: 8_000)
            var ends: [String: Int] = [:]
            for partition in 0..<world.broker.shape.partitions {
                for id in world.broker.keys(.outcomes, partition) { ends[id, default: 0] += 1 }
            }
            #expect(ends.count == sent, sourceLocation: location)
            #expect(ends.values.allSatisfy { $0 == 1 }, sourceLocation: location)
            #expect(Oracle.check(world, plan, cuts: [.oneCheckpoint]) == [], sourceLocation: location)
        }
    }

    private func holders(_ world: World) -> [String] {
        (0..<world.broker.shape.slots).map { slot in
            world.nodes.filter { !$0.isAsleep && $0.openSlots.contains(slot) }.map(\.name).joined(separator: "+")
        }
    }

    private func openings(_ world: World, since: Int) -> [Int] {
        world.broker.openings[since...].map(\.slot)
    }

    @Test("A node alone takes all slots at once")
    func alone() throws {
        let world = world()
        let node = world.start(plan("a"))
        world.run(for: 20)
        #expect(node.openSlots == [0, 1, 2, 3])
        let traffic = Traffic(world)
        world.run(for: 1_000)
        traffic.begin()
        world.run(for: 3_000)
        try traffic.check(plan("a"))
    }

    @Test("A definition is activated once every living node has read it; a dead one is not waited for")
    func announced() throws {
        let world = world(2)
        let nodes = [world.start(plan("a")), world.start(plan("b"))]
        world.run(for: 5_000)
        let other = try #require(nodes.first { !$0.openSlots.contains(0) })
        /// `define`, and then `activate`, in each partition.
        func events() -> [Int] { (0..<2).map { world.broker.records(.events, $0).count } }
        other.isAsleep = true
        world.deploy(TestDefinitions.single)
        world.run(for: 1_300)
        #expect(events() == [1, 1])
        other.isAsleep = false
        world.run(for: 1_000)
        #expect(events() == [2, 2])
        other.isAsleep = true
        world.deploy(TestDefinitions.order)
        world.run(for: 1_300)
        #expect(events() == [3, 3])
        world.run(for: 1_500)
        #expect(events() == [4, 4])
        #expect(world.violations.list == [])
    }

    @Test("A second node gets half of the slots by planned moves, and the first keeps the others")
    func second() throws {
        let world = world { $0.standbyAfter = 700 }
        let first = world.start(plan("a"))
        let traffic = Traffic(world)
        world.run(for: 2_000)
        traffic.begin()
        world.run(for: 1_000)
        let before = world.broker.openings.count
        let joined = world.clock.now
        let second = world.start(plan("b"))
        world.run(for: 600)
        // It is not warm yet: nothing moves.
        #expect(first.openSlots.count == 4)
        world.run(for: 1_000)
        #expect(first.openSlots.count == 2 && second.openSlots.count == 2)
        let moved = world.broker.openings[before...]
        #expect(moved.count == 2 && moved.allSatisfy { $0.process == second.name && $0.time >= joined + 700 })
        world.run(for: 3_000)
        #expect(world.broker.openings.count == before + 2)
        #expect(first.faults.isEmpty && second.faults.isEmpty)
        try traffic.check(plan("a"))
    }

    @Test("The slots of a node that dies are another's after two seconds of silence, and no slot moves besides")
    func death() throws {
        let world = world()
        let nodes = ["a", "b", "c"].map { world.start(plan($0)) }
        let traffic = Traffic(world)
        world.run(for: 4_000)
        traffic.begin()
        world.run(for: 1_000)
        #expect(nodes.map(\.openSlots.count).sorted() == [1, 1, 2])
        let before = world.broker.openings.count
        let kept = nodes[1].openSlots + nodes[2].openSlots
        let lost = nodes[0].openSlots
        let died = world.clock.now
        world.kill(nodes[0])
        world.run(for: 3_000)
        let taken = world.broker.openings[before...]
        #expect(taken.map(\.slot).sorted() == lost.sorted())
        #expect(taken.allSatisfy { $0.time - died < 2_100 && $0.time - died >= 1_400 })
        #expect((nodes[1].openSlots + nodes[2].openSlots).sorted() == [0, 1, 2, 3])
        #expect(kept.allSatisfy { (nodes[1].openSlots + nodes[2].openSlots).contains($0) })
        #expect(nodes[1].openSlots.count == 2)
        try traffic.check(plan("a"))
    }

    @Test("A log that stands still for ten seconds moves no slot")
    func stall() throws {
        let world = world()
        let nodes = ["a", "b"].map { world.start(plan($0)) }
        let traffic = Traffic(world)
        world.run(for: 3_000)
        traffic.begin()
        world.run(for: 1_000)
        let before = world.broker.openings.count
        let held = nodes.map(\.openSlots)
        world.broker.stall(for: 10_000)
        world.run(for: 15_000)
        #expect(openings(world, since: before) == [])
        #expect(nodes.map(\.openSlots) == held)
        try traffic.check(plan("a"))
    }

    @Test("A node that was paused finds its slots another's when it wakes, and opens none of them unasked")
    func pause() throws {
        let world = world { $0.standbyAfter = 500 }
        let nodes = ["a", "b"].map { world.start(plan($0)) }
        let traffic = Traffic(world)
        world.run(for: 3_000)
        traffic.begin()
        world.run(for: 1_000)
        let before = world.broker.openings.count
        let lost = nodes[0].openSlots
        nodes[0].isAsleep = true
        world.run(for: 5_000)
        #expect(openings(world, since: before).sorted() == lost)
        let runs = world.ledger.runs.values.reduce(0, +)
        nodes[0].isAsleep = false
        let woke = world.clock.now
        world.run(for: 3)
        // It has read that the slots are another's.
        #expect(nodes[0].openSlots == [])
        #expect(world.ledger.runs.values.reduce(0, +) <= runs + 2)
        world.run(for: 5_000)
        // Then it gets its share back, each slot once, given up by the other.
        let later = world.broker.openings[(before + lost.count)...]
        #expect(later.count == 2 && later.allSatisfy { $0.process == nodes[0].name && $0.time > woke })
        #expect(nodes.map(\.openSlots.count) == [2, 2])
        #expect(nodes[1].faults.isEmpty)
        try traffic.check(plan("a"))
    }

    @Test("A node that was paused begins no task before it has heard itself again, though its slots are still its own")
    func pausedAlone() throws {
        let world = world { $0.visibleAfter = 30 }
        let node = world.start(plan("a"))
        let traffic = Traffic(world)
        world.run(for: 3_000)
        traffic.begin()
        world.run(for: 1_000)
        node.isAsleep = true
        world.run(for: 5_000)
        let runs = world.ledger.runs.count
        node.isAsleep = false
        world.run(for: 25)
        #expect(world.ledger.runs.count == runs)
        world.run(for: 100)
        #expect(world.ledger.runs.count > runs + 200)
        #expect(node.faults.isEmpty && world.broker.openings.count == 4)
        try traffic.check(plan("a"))
    }

    @Test("A node that nobody can hear begins no task once the others may take it for dead")
    func unheard() throws {
        let world = world(1)
        var slow = plan("a")
        slow.tasks = [("work", TaskScript(delay: 100, concurrency: 1) { _, _ in .succeed("1") })]
        world.start(slow)
        world.deploy(TestDefinitions.single)
        world.run(for: 3_000)
        for number in 0..<100 { world.send(.start("i\(number)", of: "single")) }
        world.run(for: 1_000)
        world.broker.stall(for: 10_000)
        world.run(for: 2_100)
        let runs = world.ledger.runs.count
        #expect(runs > 10)
        world.run(for: 7_000)
        #expect(world.ledger.runs.count == runs)
        world.run(for: 20_000)
        #expect(world.ledger.runs.count == 100 && world.broker.keys(.outcomes, 0).count == 100)
    }

    @Test("A node that is started again under its id takes its slots back without waiting")
    func restart() throws {
        let world = world()
        let nodes = ["a", "b"].map { world.start(plan($0)) }
        let traffic = Traffic(world)
        world.run(for: 3_000)
        traffic.begin()
        world.run(for: 1_000)
        let before = world.broker.openings.count
        let lost = nodes[0].openSlots
        world.kill(nodes[0])
        world.run(for: 200)
        let again = world.start(plan("a"))
        world.run(for: 20)
        #expect(again.openSlots == lost)
        world.run(for: 4_000)
        #expect(openings(world, since: before) == lost)
        #expect(again.openSlots == lost)
        try traffic.check(plan("a"))
    }

    @Test("A process that lost its id to a newer one gives everything up and stays away")
    func superseded() throws {
        let world = world()
        let old = world.start(plan("a"))
        world.run(for: 3_000)
        old.isAsleep = true
        let new = world.start(plan("a"))
        world.run(for: 1_000)
        #expect(new.openSlots.count == 4)
        let before = world.broker.openings.count
        old.isAsleep = false
        world.run(for: 5_000)
        #expect(old.openSlots == [] && old.driver?.end?.code == .inUse)
        #expect(new.openSlots.count == 4 && world.broker.openings.count == before)
    }

    @Test("Nodes that are restarted one after the other hand over what they have, and nothing waits for a death")
    func rolling() throws {
        let world = world { $0.standbyAfter = 50 }
        let names = ["a", "b", "c"]
        var nodes = names.map { world.start(plan($0)) }
        let traffic = Traffic(world)
        world.run(for: 4_000)
        traffic.begin()
        for (index, name) in names.enumerated() {
            world.run(for: 2_000)
            let leaving = nodes[index]
            let before = world.broker.openings.count
            let had = leaving.openSlots.count
            let began = world.clock.now
            leaving.leave(within: 10_000)
            world.run(for: 1_000)
            #expect(leaving.driver?.hasLeft == true && leaving.openSlots == [])
            let moved = world.broker.openings[before...]
            #expect(moved.count == had && moved.allSatisfy { $0.time - began < 500 })
            leaving.sayGoodbye()
            world.run(for: 100)
            nodes[index] = world.start(plan(name))
        }
        world.run(for: 3_000)
        #expect(nodes.map(\.openSlots.count).sorted() == [1, 1, 2])
        #expect(nodes.allSatisfy { $0.faults.isEmpty })
        try traffic.check(plan("a"))
    }

    @Test("A leaving node whose successors do not get warm gives its slots up when its time is over")
    func impatient() throws {
        let world = world { $0.standbyAfter = 60_000 }
        let leaving = world.start(plan("a"))
        world.run(for: 3_000)
        let other = world.start(plan("b"))
        world.run(for: 2_000)
        leaving.leave(within: 3_000)
        world.run(for: 2_900)
        #expect(leaving.openSlots.count == 4)
        world.run(for: 400)
        #expect(leaving.openSlots == [] && other.openSlots.count == 4)
    }

    @Test("A node beyond the slots stands by, and a dead one's slot is its")
    func standingBy() throws {
        let world = world(2)
        let nodes = ["a", "b", "c"].map { world.start(plan($0)) }
        world.run(for: 4_000)
        #expect(nodes[2].openSlots == [])
        #expect(nodes[2].driver?.view.slots.contains { $0.standby == NodeID("c") } == true)
        let lost = nodes[0].openSlots
        world.kill(nodes[0])
        world.run(for: 3_000)
        #expect(nodes[2].openSlots == lost)
    }

    @Test("A slot that a node cannot fold goes to one that can, and does not come back")
    func refusal() throws {
        let world = world(2)
        let closure = StepDefinition(name: "label", kind: .transform(.closure([.input])))
        let definition = Definition(name: "coded", version: 1, steps: [closure], result: .value(.step(0)))
        let body: TransformBody = { inputs, output in output.append(contentsOf: inputs[0]) }
        let registration = Registration(definition: definition, transforms: ["label": body])
        let without = world.start(plan("a"))
        var able = plan("b")
        able.registry = DefinitionRegistry([registration])
        let with = world.start(able)
        world.deploy(definition)
        world.run(for: 5_000)
        #expect(without.openSlots.count == 1)
        let slot = try #require(without.openSlots.first)
        let id = (0...).lazy.map { "i\($0)" }.first { world.broker.shape.partition(of: Array($0.utf8)) == slot }!
        world.send(.start(id, of: "coded"))
        world.run(for: 5_000)
        // It gets the other one instead.
        #expect(without.openSlots == [1 - slot] && with.openSlots == [slot])
        #expect(without.driver?.view.nodes.first?.refusals.map(\.slot) == [slot])
        #expect(world.broker.keys(.outcomes, slot) == [id])
        // With the other gone nobody can fold it, and this one does not try.
        world.kill(with)
        let before = world.broker.openings.count
        world.run(for: 10_000)
        #expect(openings(world, since: before) == [] && without.openSlots == [1 - slot])
    }

    @Test("A slot that fails at its holder again and again goes to another node, and comes back when that is gone")
    func failing() throws {
        let world = world(2)
        let (holder, other) = (world.start(plan("a")), world.start(plan("b")))
        let traffic = Traffic(world)
        world.run(for: 5_000)
        let slot = try #require(holder.openSlots.first)
        try #require(other.openSlots == [1 - slot])
        holder.log.failsToOpen = { $0 == slot }
        // Fenced, it has to be opened again.
        let intruder = ScriptedLog(broker: world.broker, monitor: world.monitor, name: "intruder")
        _ = try intruder.open(slot: slot, waker: LaneWaker())
        traffic.begin()
        world.run(for: 20_000)
        // It gets the other one instead.
        #expect(holder.openSlots == [1 - slot] && other.openSlots == [slot])
        let refusal = try #require(holder.driver?.view.nodes.first { $0.id == NodeID("a") }?.refusals.first)
        #expect(refusal.slot == slot)
        #expect(refusal.reason == "it failed 6 times in a row: the script lets slot \(slot) fail here")
        // The slot does not come back as long as the other has it.
        let before = world.broker.openings.count
        world.run(for: 20_000)
        #expect(openings(world, since: before) == [])
        // With the other gone this one is all there is, and goes on trying.
        world.kill(other)
        world.run(for: 10_000)
        #expect(holder.openSlots == [1 - slot])
        #expect(holder.driver?.view.nodes.first { $0.id == NodeID("a") }?.refusals == [])
        holder.log.failsToOpen = nil
        world.run(for: 12_000)
        #expect(holder.openSlots == [0, 1])
        try traffic.check(plan("a"))
    }

    @Test("A slot whose holder was fenced by nobody's claim is claimed and opened again by it")
    func fencedByNobody() throws {
        let world = world(1)
        let node = world.start(plan("a"))
        let traffic = Traffic(world)
        world.run(for: 2_000)
        traffic.begin()
        world.run(for: 500)
        // As a broker does to a member that it took for dead.
        let intruder = ScriptedLog(broker: world.broker, monitor: world.monitor, name: "intruder")
        _ = try intruder.open(slot: 0, waker: LaneWaker())
        world.run(for: 3_000)
        #expect(node.openSlots == [0] && node.faults.count == 1)
        #expect(node.driver?.view.slots[0].epoch == 2)
        try traffic.check(plan("a"))
    }

    @Test("What processes of several nodes died of is set aside by whoever opens the slot next")
    func marks() {
        let world = world(1)
        let transition = TransitionID(partition: 0, offset: 7, entry: 0)
        for name in ["a", "b", "c"] {
            var marked = plan(name)
            marked.marks = [TransitionMark(transition, count: 1)]
            world.start(marked)
            world.run(for: 1_000)
        }
        let holder = world.nodes.first { $0.openSlots == [0] }!
        world.kill(holder)
        // Two marks of living nodes are left: not enough.
        world.run(for: 4_000)
        #expect(world.nodes.flatMap(\.settingAside).isEmpty)
        var marked = plan("d")
        marked.marks = [TransitionMark(transition, count: 1)]
        world.start(marked)
        world.run(for: 1_000)
        world.kill(world.nodes.first { $0.openSlots == [0] }!)
        var third = plan("e")
        third.marks = [TransitionMark(transition, count: 1)]
        world.start(third)
        world.run(for: 4_000)
        #expect(world.nodes.flatMap(\.settingAside) == [transition])
    }
}
