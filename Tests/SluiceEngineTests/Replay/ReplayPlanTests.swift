import SluiceEngine
import SluiceKernel
import SluiceTestKit
import Testing

@Suite("The range of a replay")
struct ReplayPlanTests {
    private static func world() -> World {
        let world = World(traces: false)
        for number in 0..<20 {
            world.after(Int64(number) * 1_000) { world.send(.start("i-\(number)", of: "none"), partition: 0) }
        }
        world.settle(within: 30_000)
        return world
    }

    private static func plan(_ world: World, _ from: ReplayPoint, _ to: ReplayPoint = .end) throws -> ReplayPlan {
        try ReplayPlan(ReplayScenario.reader(world), partition: 0, from: from, to: to, committed: 7)
    }

    @Test("is said by words, offsets and times")
    func points() throws {
        let world = Self.world()
        let first = try #require(
            try ReplayScenario.reader(world).read(.events, partition: 0, from: 0, bytes: 1).records.first)
        #expect(try Self.plan(world, .beginning).range == 0..<20)
        #expect(try Self.plan(world, .beginning, .offset(5)).range == 0..<5)
        #expect(try Self.plan(world, .offset(3), .offset(500)).range == 3..<20)
        #expect(try Self.plan(world, .checkpoint).range == 7..<20)
        #expect(try Self.plan(world, .offset(30)).range.isEmpty)
        #expect(try Self.plan(world, .time(first.time + 2_000), .time(first.time + 4_000)).range == 2..<4)
        #expect(try Self.plan(world, .time(first.time + 1_999)).range == 2..<20)
        #expect(try Self.plan(world, .time(first.time - 1)).range == 0..<20)
        #expect(try Self.plan(world, .time(first.time + 100_000)).range.isEmpty)
        #expect(try Self.plan(world, .beginning).isMiddle == false)
        #expect(try Self.plan(world, .checkpoint).isMiddle == false)
        #expect(try Self.plan(world, .offset(1)).isMiddle)
    }

    @Test("tells which of its events retention has deleted")
    func gaps() throws {
        let world = Self.world()
        let first = try #require(
            try ReplayScenario.reader(world).read(.events, partition: 0, from: 0, bytes: 1).records.first)
        world.broker.trim(.events, 0, below: 9)
        #expect(try Self.plan(world, .beginning).gap == 0..<9)
        #expect(try Self.plan(world, .offset(4)).gap == 4..<9)
        #expect(try Self.plan(world, .offset(9)).gap == nil)
        #expect(try Self.plan(world, .checkpoint).gap == 7..<9)
        // Some of those that are gone may have been of that time.
        #expect(try Self.plan(world, .time(first.time)).gap == 0..<9)
        #expect(try Self.plan(world, .time(first.time + 9_001)).gap == nil)
        #expect(try Self.plan(world, .beginning, .offset(0)).gap == nil)
    }

    @Test("ends with an error when its events are deleted meanwhile")
    func meanwhile() throws {
        let world = Self.world()
        let replay = try PartitionReplay(
            partition: 0, of: ReplayScenario.reader(world), to: 20, state: MemoryState(),
            registry: DefinitionRegistry(),
            settings: {
                var settings = LaneSettings(); settings.pollBytes = 1; return settings
            }())
        defer { replay.close() }
        #expect(try replay.step(now: 0))
        world.broker.trim(.events, 0, below: 9)
        let fault = #expect(throws: LaneFault.self) { try replay.run() }
        guard case .lost(let error) = fault else {
            Issue.record("\(String(describing: fault))")
            return
        }
        #expect(error.code == .outOfRange)
    }
}
