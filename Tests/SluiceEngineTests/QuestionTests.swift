import SluiceEngine
import SluiceKernel
import SluiceTestKit
import Testing

@Suite("Questions through the log")
struct QuestionTests {
    private let plan = NodePlan(slots: [0], tasks: [("work", TaskScript { _, _ in .succeed("1") })])

    /// The answer with this correlation number, as text.
    private func answer(_ world: World, _ correlation: UInt64) -> String? {
        var key: [UInt8] = []
        key.appendBigEndian(correlation)
        let index = world.broker.rawKeys(.replies, 0).lastIndex(of: key)
        return index.map { world.broker.texts(.replies, 0)[$0] }
    }

    @Test("Pages of a list give every instance once, live ones over those in the store", arguments: [1, 3, 7, 100])
    func pages(limit: UInt16) throws {
        let world = World()
        world.start(plan)
        world.deploy(TestDefinitions.single)
        world.deploy(TestDefinitions.order)
        world.run(for: 2_000)
        for number in 0..<15 { world.send(.start("a\(10 + number)", of: "single")) }
        world.send(.start("b", of: "order"))
        world.run(for: 3_000)
        for number in 0..<5 { world.send(.start("a\(10 + number)x", of: "single"), .start("c\(number)", of: "order")) }
        var found: [String] = []
        var after = ""
        for page in 1...40 {
            world.send(.list(definition: "single", after: after, limit: limit, correlation: UInt64(page)))
            world.run(for: 1)
            let text = try #require(answer(world, UInt64(page)))
            let ids = text.split(separator: "\"instance\":\"").dropFirst().map { String($0.prefix { $0 != "\"" }) }
            #expect(ids.count <= Int(limit))
            found += ids
            let parts = text.split(separator: "\"next\":\"")
            guard parts.count == 2 else { break }
            after = String(parts[1].prefix { $0 != "\"" })
        }
        let expected = (0..<15).map { "a\(10 + $0)" } + (0..<5).map { "a\(10 + $0)x" }
        #expect(found == expected.sorted())
    }

    @Test("A page looks at little more than it shows, however many instances changed of late", arguments: [0, 1_200])
    func bounded(committed: Int) throws {
        var settings = LaneSettings()
        settings.checkpointInterval = 60_000
        let world = World(traces: false)
        let node = world.start(NodePlan(slots: [0], laneSettings: settings), checks: false)
        world.deploy(TestDefinitions.single)
        world.deploy(TestDefinitions.order)
        world.run(for: 70_000)
        var expected: Set<String> = []
        func start(_ range: Range<Int>, _ mark: String) {
            for first in stride(from: range.lowerBound, to: range.upperBound, by: 200) {
                let ids = (first..<min(first + 200, range.upperBound)).map { "i\(10_000 + $0 * 7 % 3_001)\(mark)" }
                expected.formUnion(ids)
                world.send(record: ScriptedEvent.pack(ids.map { .start($0, of: "single") }), partition: 0)
            }
        }
        start(0..<committed, "s")
        world.run(for: 70_000)
        start(0..<2_400, "m")
        world.run(for: 1)
        let lane = try #require(node.lane(0))
        #expect(lane.statistics.instancesStarted == UInt64(expected.count))
        var found: [String] = []
        var after = ""
        var pages: UInt64 = 0
        repeat {
            let before = lane.statistics.listed
            pages += 1
            world.send(.list(definition: "single", after: after, limit: 10, correlation: pages))
            world.run(for: 1)
            #expect(lane.statistics.listed - before <= 12)
            let text = try #require(answer(world, pages))
            found += text.split(separator: "\"instance\":\"").dropFirst().map { String($0.prefix { $0 != "\"" }) }
            let parts = text.split(separator: "\"next\":\"")
            after = parts.count == 2 ? String(parts[1].prefix { $0 != "\"" }) : ""
        } while !after.isEmpty && pages < 1_000
        #expect(found == expected.sorted())
        // None of these: each page ends early, and all of them have an end.
        pages = 10_000
        repeat {
            let before = lane.statistics.listed
            pages += 1
            world.send(.list(definition: "order", after: after, limit: 10, correlation: pages))
            world.run(for: 1)
            #expect(lane.statistics.listed - before <= 700)
            let text = try #require(answer(world, pages))
            #expect(!text.contains("\"instance\":"))
            let parts = text.split(separator: "\"next\":\"")
            after = parts.count == 2 ? String(parts[1].prefix { $0 != "\"" }) : ""
        } while !after.isEmpty && pages < 10_100
        #expect(after.isEmpty)
    }

    @Test("History is read page by page, from blocks in the store and from the one being filled")
    func history() throws {
        let world = World()
        world.start(NodePlan(slots: [0]))
        world.deploy(TestDefinitions.single)
        world.run(for: 2_000)
        world.send(.start("a", of: "single"))
        let incarnation = world.broker.records(.events, 0).last!.offset
        // The first attempt fails: what is said of it from then on comes too late, and is told each time.
        world.send(.fail("a", incarnation: incarnation, step: 0))
        for _ in 0..<299 { world.send(.succeed("a", incarnation: incarnation, step: 0)) }
        world.run(for: 500)
        for _ in 0..<10 { world.send(.succeed("a", incarnation: incarnation, step: 0)) }
        var numbers: [Int] = []
        for (page, from) in [0, 250, 305, 311, 9_999].enumerated() {
            world.send(.ask("a", .history(from: UInt32(from)), correlation: UInt64(page)))
            world.run(for: 1)
            let text = try #require(answer(world, UInt64(page)))
            let found = text.split(separator: "\"entry\":").dropFirst().map { Int($0.prefix { $0 != "," })! }
            #expect(found.count == min(256, max(0, 311 - from)))
            #expect(found.first == (from < 311 ? from : nil))
            numbers += found
        }
        #expect(Set(numbers) == Set(0..<311))
    }

    @Test("The dead letter of a refused command tells which it was, its step and its reason or value")
    func refusedCommands() throws {
        let world = World()
        world.start(plan)
        world.deploy(TestDefinitions.single)
        world.run(for: 2_000)
        world.send(
            .cancel("nobody", reason: "no longer wanted"), .redrive("nobody"), .redrive("nobody", step: "work"),
            .skip("nobody", step: "work", value: #"{"by":"hand"}"#))
        world.run(for: 3_000)
        let letters = world.broker.headers(.deadLetters, 0)
        #expect(letters.map { $0["sluice_command"] } == ["cancel", "redrive", "redrive", "skip"])
        #expect(letters.map { $0["sluice_step"] } == [nil, nil, "work", "work"])
        #expect(letters.map { $0["sluice_cancel_reason"] } == ["no longer wanted", nil, nil, nil])
        #expect(world.broker.texts(.deadLetters, 0) == ["", "", "", #"{"by":"hand"}"#])
    }

    @Test("A dead letter fits into a record, whatever the event names")
    func hostileNames() throws {
        let world = World()
        world.start(plan)
        world.run(for: 2_000)
        let long = String(repeating: "\u{1F9E8}", count: 200_000)
        world.send(.start("a", of: long))
        world.send(.start(long, of: "single", input: "\"\(long)\""), partition: 0)
        world.run(for: 3_000)
        let letters = world.broker.headers(.deadLetters, 0)
        #expect(letters.count == 2)
        #expect(letters[0]["sluice_reason"]?.hasPrefix("workflow \u{1F9E8}") == true)
        #expect(letters[1]["sluice_reason"] == "the instance id has 800000 bytes; at most 255 are allowed")
        for letter in letters { #expect(letter.values.reduce(0) { $0 + $1.utf8.count } < 16_384) }
        for key in world.broker.rawKeys(.deadLetters, 0) { #expect(key.count <= 1_024) }
    }

    @Test("Get shows the instance at its place in the order, wait answers at its end, across a crash")
    func getAndWait() throws {
        let world = World()
        let node = world.start(
            NodePlan(slots: [0], tasks: [("work", TaskScript(delay: 3_000) { _, _ in .succeed("1") })]))
        world.deploy(TestDefinitions.single)
        world.run(for: 2_000)
        world.send(.ask("a", .get, correlation: 1), .start("a", of: "single"), .ask("a", .get, correlation: 2))
        world.send(.ask("a", .wait, correlation: 3))
        world.run(for: 1_500)
        #expect(answer(world, 1) == #"{"error":"not found","reason":"no instance has the id 'a'"}"#)
        #expect(answer(world, 2)?.contains("\"status\":\"running\"") == true)
        #expect(answer(world, 3) == nil)
        world.kill(node)
        world.run(for: 8_000)
        #expect(answer(world, 3)?.contains("\"status\":\"succeeded\"") == true)
    }
}
