import Glibc
import SluiceEngine
import SluiceKafka
import SluiceKernel
import SluiceTestKit
import TestFolders
import Testing

extension OnBroker {
    /// A node that is killed again and again while instances start: each must end exactly once.
    @Test(.timeLimit(.minutes(4)))
    func `a node killed twenty times loses and doubles nothing`() async throws {
        let kills = 20
        let instances = 20_000
        var random = SeededRandom(seed: KilledNode.seed())
        var settings = KafkaSettings(
            bootstrap: try Broker.address(), application: "kill-\(getpid())",
            shape: LogShape(partitions: 4, slots: 1))
        settings.singleBroker = true
        let log = try KafkaLog.connect(settings)
        defer { log.close() }
        var node = try KilledNode(settings)
        defer { node.end() }
        try await whenDeployed(["charge", "label"], Client(log: log))

        // About a minute at a steady rate, with the kills at random moments of it.
        let duration: Int64 = 60_000_000
        let began = Clock.monotonic()
        node.plan(kills: kills, within: duration, &random)
        var started = 0
        var duplicates = 0
        let starts = Starts(log)
        while started < instances || node.isAwaited || starts.unconfirmed > 0 {
            let elapsed = Clock.monotonic() - began
            let due = min(instances, Int(Int64(instances) * elapsed / duration))
            while started < due {
                start(started, starts)
                started += 1
                guard Int.random(in: 0..<10, using: &random) == 0 else { continue }
                start(Int.random(in: 0..<started, using: &random), starts)
                duplicates += 1
            }
            starts.flush()
            try node.killIfDue(elapsed)
            try await Task.sleep(for: .milliseconds(10))
            guard elapsed < 2 * duration else { break }
        }
        let fed = Clock.monotonic()

        let audit = Audit(settings: settings)
        var counts: [String: Int] = [:]
        while counts.count < instances && Clock.monotonic() < fed + 60_000_000 {
            try await Task.sleep(for: .milliseconds(500))
            counts = try audit.outcomes()
        }
        let drained = Clock.monotonic()
        // What would be doubled has time to appear.
        try await Task.sleep(for: .seconds(3))
        counts = try audit.outcomes()
        let ids = (0..<instances).map(id)
        let lost = ids.count { counts[$0] == nil }
        let doubled = counts.values.count { $0 > 1 }
        let strangers = counts.count - (ids.count - lost)
        let deadLetters = try audit.deadLetters()
        for (partition, sum) in try audit.sums().enumerated() {
            #expect(sum.hash == sum.position.hash, "checkpoints of partition \(partition)")
            #expect(sum.cells > instances / 8, "cells of partition \(partition)")
        }
        #expect(lost == 0)
        #expect(doubled == 0)
        #expect(strangers == 0)
        #expect(deadLetters == 0)
        print("fed_s=\((fed - began) / 1_000_000) drained_ms=\((drained - fed) / 1_000) duplicates=\(duplicates)")
        print("kills=\(node.kills) instances=\(instances) lost=\(lost) doubled=\(doubled)")
    }

    private func id(_ number: Int) -> String { "order-\(number)" }

    private func start(_ number: Int, _ starts: Starts) {
        starts.start(id(number), number % 2 == 0 ? "charge" : "label", input: "{\"number\":\(number)}")
    }
}
