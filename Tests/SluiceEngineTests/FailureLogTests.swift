import SluiceKernel
import SluiceTestKit
import Synchronization
import Testing

@testable import SluiceEngine

@Suite("The log of failures")
struct FailureLogTests {
    private final class Lines: LogSink {
        private let lines = Mutex<[String]>([])
        private let level: LogLevel

        init(_ level: LogLevel) { self.level = level }

        func log(_ level: LogLevel, _ message: String, _ metadata: [(String, String)]) {
            let values = metadata.map { "\($0)=\($1)" }.joined(separator: " ")
            lines.withLock { $0.append("\(level.name) \(message): \(values)") }
        }

        func takes(_ level: LogLevel) -> Bool { level >= self.level }

        func take() -> [String] {
            lines.withLock { lines in
                defer { lines = [] }
                return lines
            }
        }
    }

    /// The third attempt is the last.
    private static let failing = TaskScript { identity, _ in .fail("Broken", isNonRetriable: identity.attempt >= 3) }

    private func world(_ lines: Lines, now: @escaping () -> Int64 = { 0 }) -> World {
        var plan = NodePlan(slots: [0], tasks: [("work", Self.failing)])
        plan.failures = FailureLog(lines, now: now)
        let world = World()
        world.start(plan)
        world.deploy(TestDefinitions.single)
        world.run(for: 2_000)
        _ = lines.take()
        return world
    }

    @Test("tells each failed attempt to those who debug, and warns of the step that waits for a person")
    func attempts() {
        let lines = Lines(.debug)
        let world = world(lines)
        world.send(.start("i", of: "single"))
        world.run(for: 60_000)
        let facts = "instance=i workflow=single@1 step=work attempt="
        let why = " error=Broken reason=as scripted"
        let expected = [
            "debug an attempt failed; another follows: \(facts)1\(why)",
            "debug an attempt failed; another follows: \(facts)2\(why)",
            "warning a step failed and waits for a person: \(facts)3\(why)",
        ]
        #expect(lines.take() == expected)
    }

    @Test("has short lines, whatever a body says")
    func length() {
        let lines = Lines(.warning)
        let world = world(lines)
        let long = String(repeating: "long ", count: 100_000)
        world.send(.start("i", of: "single"))
        let incarnation = world.broker.records(.events, 0).last!.offset
        world.send(
            .fail("i", incarnation: incarnation, step: 0, type: long, message: long, isNonRetriable: true))
        world.run(for: 60_000)
        let told = lines.take()
        #expect(told.count == 1 && told[0].utf8.count < 1_024)
    }

    @Test("tells nothing below the level of the log")
    func level() {
        let lines = Lines(.warning)
        let world = world(lines)
        world.send(.start("i", of: "single"))
        world.run(for: 60_000)
        #expect(lines.take().count == 1)
    }

    @Test("has twenty lines a second of a kind, and says in the next how many there were beside")
    func bound() throws {
        var now: Int64 = 0
        let lines = Lines(.warning)
        let world = world(lines) { now }
        for number in 0..<30 { world.send(.start("i\(number)", of: "single")) }
        world.run(for: 60_000)
        #expect(lines.take().count == FailureLog.linesPerSecond)
        now += 1_000_000
        world.send(.start("more", of: "single"))
        world.run(for: 60_000)
        let next = lines.take()
        #expect(next.count == 1 && next[0].hasSuffix(" unlogged=10"), "\(next)")
    }
}
