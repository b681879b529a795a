import CRdKafka
import Glibc
import SluiceEngine
import SluiceKernel
import TestFolders
import Testing

@testable import SluiceKafka

extension OnBroker {
    private func settings(_ name: String, partitions: Int = 2) throws -> KafkaSettings {
        var settings = KafkaSettings(
            bootstrap: try Broker.address(), application: "\(name)-\(getpid())",
            shape: LogShape(partitions: partitions, slots: 1))
        settings.singleBroker = true
        settings.data = TemporaryFolder.shared.file()
        return settings
    }

    private func withSetup<Result>(
        _ settings: KafkaSettings, _ body: (TopicSetup, KafkaHandle) throws -> Result
    ) throws -> Result {
        let admin = try AdminClient(settings, sink: SilentLog())
        defer { admin.close() }
        return try body(TopicSetup(settings, admin.handle, sink: SilentLog()), admin.handle)
    }

    @Test func `topics are made as planned, and found as planned`() throws {
        let settings = try settings("planned")
        try withSetup(settings) { setup, admin in
            try setup.prepare()
            let found = try admin.settings(of: TopicPlan.all(settings).map(\.name), timeout: 10_000)
            #expect(found.count == TopicPlan.all(settings).count)
            for plan in TopicPlan.all(settings) {
                let values = try #require(found.first { $0.topic == plan.name }).result.get()
                for setting in plan.settings { #expect(values[setting.name] == setting.value, "\(plan.name)") }
                // Retention is stated, never left to the brokers.
                #expect(plan.settings.contains { $0.name == "retention.ms" }, "\(plan.name)")
            }
            #expect(try setup.allDifferences().isEmpty)
            try setup.check()
        }
    }

    @Test(.enabled(if: KafkaTools.home != nil)) func `every difference is named with the line that mends it`() throws {
        let settings = try settings("differs")
        let wrong = TopicPlan.all(settings).map { plan in
            "kafka-topics.sh --bootstrap-server \(settings.bootstrap) --create --topic \(plan.name) --partitions 1"
                + " --config cleanup.policy=\(plan.name.hasSuffix("events") ? "compact,delete" : "delete")"
        }
        // Made at once by one run of the tool each, so only those that matter here.
        try KafkaTools.run(
            wrong.filter { $0.contains(".events ") || $0.contains(".checkpoints ") }.joined(separator: "\n"))
        let error = #expect(throws: LogError.self) { _ = try KafkaLog.connect(settings) }
        let words = try #require(error).message
        #expect(error?.code == .mismatch)
        for part in [
            "\(settings.application).events: it has 1 partitions, the settings say 2",
            "message.timestamp.type is CreateTime, it takes LogAppendTime",
            "cleanup.policy is compact,delete, it takes delete", "retention.ms is 604800000, it takes -1",
            "max.message.bytes is 1048588, it takes at least 2097152",
            "checkpoints: cleanup.policy is delete, it takes compact",
            "delete.retention.ms is 86400000, it takes at least 604800000",
        ] { #expect(words.contains(part), "\(part)\nis not in\n\(words)") }

        // The settings as they must be, now that the lines were run: only the partitions differ.
        let lines = words.split(separator: "\n").filter { $0.hasPrefix("    kafka-configs.sh") }
        #expect(lines.count == 2)
        try KafkaTools.run(lines.joined(separator: "\n"))
        let rest = try withSetup(settings) { setup, _ in try setup.allDifferences() }
        #expect(
            rest.map(\.topic).sorted() == ["\(settings.application).checkpoints", "\(settings.application).events"])
        #expect(rest.allSatisfy { $0.what.contains("partitions") }, "\(rest)")
    }

    @Test func `one copy is refused unless it was asked for`() throws {
        var settings = try settings("copies")
        settings.singleBroker = false
        let refused = #expect(throws: LogError.self) { _ = try KafkaLog.connect(settings) }
        #expect(refused?.message.contains("--single-broker") == true, "\(refused as Any)")
        // Topics with one copy that are there already are no better.
        settings.singleBroker = true
        try withSetup(settings) { setup, _ in try setup.prepare() }
        settings.singleBroker = false
        let found = #expect(throws: LogError.self) { _ = try KafkaLog.connect(settings) }
        #expect(found?.message.contains("a partition has 1 copy, it takes 3") == true, "\(found as Any)")
        #expect(found?.message.contains("min.insync.replicas is 1, it takes at least 2") == true, "\(found as Any)")
    }

    @Test func `a single broker is warned of at each start`() throws {
        let log = RecordingLog()
        try KafkaLog.connect(try settings("warned"), sink: log).close()
        #expect(log.lines.contains { $0.hasPrefix("warning one copy of everything") }, "\(log.lines)")
    }

    @Test func `a client makes no topics and says when there are none`() throws {
        let settings = try settings("client")
        let error = #expect(throws: LogError.self) { _ = try KafkaLog.attach(settings) }
        #expect(error?.message.contains("there is no application '\(settings.application)'") == true)
        try withSetup(settings) { _, admin in
            guard case .missing = try admin.state(of: settings.name(of: .events), timeout: 5_000) else {
                return #expect(Bool(false), "it was made")
            }
        }
        try KafkaLog.connect(settings).close()
        let attached = try KafkaLog.attach(settings)
        #expect(attached.shape.partitions == 2)
        attached.close()
    }
}
