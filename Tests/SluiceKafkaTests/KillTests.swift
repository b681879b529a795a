import Glibc
import SluiceEngine
import SluiceKafka
import SluiceKernel
import TestFolders
import Testing

extension OnBroker {
    /// A node that is killed again and again while instances start: each must end exactly once.
    @Test(.timeLimit(.minutes(4)))
    func `a node killed twenty times loses and doubles nothing`() async throws {
        let kills = 20
        let instances = 20_000
        let seed = getenv("SLUICE_SEED").flatMap { UInt64(String(cString: $0)) } ?? UInt64.random(in: 0...999_999)
        print("seed=\(seed)")
        var random = SeededGenerator(seed)
        var settings = KafkaSettings(
            bootstrap: try Broker.address(), application: "kill-\(getpid())",
            shape: LogShape(partitions: 4, slots: 1))
        settings.singleBroker = true
        let log = try KafkaLog.connect(settings)
        defer { log.close() }
        let output = Broker.output
        let data = TemporaryFolder.shared.file()
        func startNode() throws -> ChildProcess {
            let node = ChildProcess.path(of: "KafkaThinNode")
            return try ChildProcess(node, [settings.bootstrap, settings.application, "4", "1", data], output: output)
        }
        var node = try startNode()
        defer { node.kill() }
        try await whenDeployed(["charge", "label"], Client(log: log))

        // About a minute at a steady rate, with the kills at random moments of it.
        let duration: Int64 = 60_000_000
        let began = Clock.monotonic()
        let moments = (0..<kills).map { _ in Int64.random(in: 1_000_000..<duration, using: &random) }.sorted()
        var killed = 0
        var started = 0
        var duplicates = 0
        let starts = Starts(log)
        while started < instances || killed < kills || starts.unconfirmed > 0 {
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
            if killed < kills && elapsed >= moments[killed] {
                node.kill()
                #expect(node.wait() == .signalled(SIGKILL), "the node ended by itself; see \(output)")
                node = try startNode()
                killed += 1
            }
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
        print("kills=\(killed) instances=\(instances) lost=\(lost) doubled=\(doubled)")
    }

    private func id(_ number: Int) -> String { "order-\(number)" }

    private func start(_ number: Int, _ starts: Starts) {
        starts.start(id(number), number % 2 == 0 ? "charge" : "label", input: "{\"number\":\(number)}")
    }
}
