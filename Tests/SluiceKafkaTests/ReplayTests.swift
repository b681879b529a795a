import CRdKafka
import Foundation
import SluiceEngine
import SluiceKernel
import SluiceTestKit
import TestCommand
import TestFolders
import Testing

@testable import SluiceKafka

extension OnBroker {
    /// `sluice replay` beside the nodes of a group, and behind them.
    @Suite struct ReplayTests {
        private let folder = TemporaryFolder()
        private let application = "replay-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        private let instances = 3_000

        private func documents(_ extra: String = "") throws -> String {
            let path = folder.file("-defs")
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            for (name, text) in [
                (
                    "charge",
                    """
                    sluice: 1
                    workflow: charge
                    version: 1
                    steps:
                      reserve: {transform: input.number * 2}
                      charge: {task: charge, inputs: [reserve], retry: {attempts: 3, first: 50ms}}
                      pause: {timer: 200ms, after: [charge]}
                    result: charge
                    """
                ),
                (
                    "notify",
                    """
                    sluice: 1
                    workflow: notify
                    version: 1
                    retention: 2s
                    steps:
                      paid: {signal: paid, timeout: 1s}
                      late: {timeout_of: paid}
                      told: {publish: \(application).told, with: 'input.number', after: [paid]}
                      hinted: {publish: \(application).told, with: '-1', after: [late], delivery: at least once}
                    result: paid
                    """
                ), ("sum", Self.sum(version: 1, limit: 2_000)),
            ] {
                try text.write(toFile: "\(path)/\(name).yaml", atomically: true, encoding: .utf8)
            }
            return path
        }

        private static func sum(version: Int, limit: Int) -> String {
            """
            sluice: 1
            workflow: sum
            version: \(version)
            steps:
              half: {transform: input.number / 2, when: input.number >= \(limit)}
              approved: {signal: approved}
            result: half
            """
        }

        private func settings() throws -> KafkaSettings {
            var settings = KafkaSettings(
                bootstrap: try Broker.address(), application: application,
                shape: LogShape(partitions: 4, slots: 2))
            settings.singleBroker = true
            return settings
        }

        private func configuration(_ node: String) throws -> String {
            try NodeFile.write(in: folder, application, "data: \(folder.path)/\(node)", "node:\n  id: \(node)")
        }

        private func replay(_ arguments: String...) throws -> SluiceProcess.Result {
            try SluiceProcess.run(
                ["replay", "--brokers", try Broker.address(), "--application", application] + arguments)
        }

        /// Instances of three kinds, a third of them with events on the wrong partition.
        private func feed(_ log: KafkaLog, _ range: Range<Int>) throws {
            let feed = ReplayFeed(log)
            for number in range {
                let wrongly = number % 5 == 0
                let kind = ["charge", "notify", "sum"][number % 3]
                with("\(kind)-\(number)", kind, "{\"number\":\(number)}") { id, workflow, input in
                    feed.send(
                        .started(StartedEvent(instance: id, definition: workflow, id: id, input: input)),
                        wrongly: wrongly && kind != "charge", token: UInt64(number + 1))
                }
            }
            try #require(feed.wait())
            for number in range where number % 7 != 0 {
                switch number % 3 {
                case 0:
                    let start = try #require(feed.offset(UInt64(number + 1)))
                    with("charge-\(number)", "Busy", "\(number)") { id, type, value in
                        // The first attempt of some fails, and what comes for the second may be too early.
                        for attempt in UInt16(1)...2 {
                            let task = TaskReference(
                                instance: id, incarnation: start, step: 1, pass: 0, attempt: attempt)
                            if number % 6 == 0 && attempt == 1 {
                                feed.send(
                                    .taskFailed(
                                        TaskFailedEvent(task: task, type: type, message: type, isNonRetriable: false)))
                            } else {
                                feed.send(.taskSucceeded(TaskSucceededEvent(task: task, value: value)))
                            }
                        }
                    }
                case 1:
                    with("notify-\(number)", "paid", "{}") { id, name, data in
                        feed.send(
                            .signaled(SignaledEvent(instance: id, name: name, id: id, data: data)),
                            wrongly: number % 5 == 0)
                    }
                default:
                    with("sum-\(number)", "approved", "{}") { id, name, data in
                        let cancel = CommandEvent(instance: id, id: id, command: .cancel(reason: name))
                        feed.send(
                            number % 4 == 0
                                ? .command(cancel)
                                : .signaled(SignaledEvent(instance: id, name: name, id: id, data: data)))
                    }
                }
            }
            try #require(feed.wait())
        }

        private func with(
            _ id: String, _ name: String, _ value: String,
            _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Void
        ) {
            Array(id.utf8).withUnsafeBytes { id in
                Array(name.utf8).withUnsafeBytes { name in Array(value.utf8).withUnsafeBytes { body(id, name, $0) } }
            }
        }

        /// Waits until every partition has activated these workflows.
        private func awaitActivation(_ client: Client, of workflows: [String]) throws {
            let deadline = Date().addingTimeInterval(60)
            while !(0..<4).allSatisfy({ client.hasActive(workflows, partition: $0) }) {
                try #require(Date() < deadline, "\(workflows) are not active")
                usleep(50_000)
            }
        }

        /// The offsets of all topics, and those of the group.
        private func ends(_ settings: KafkaSettings) throws -> [String] {
            let reader = try KafkaReader(settings, isCommitted: true)
            defer { reader.close() }
            var lines: [String] = []
            let topics =
                [LogTopic.events, .outcomes, .deadLetters].map { settings.name(of: $0) } + [settings.checkpoints]
            for partition in 0..<4 {
                for topic in topics { lines.append("\(topic) \(try reader.watermarks(topic, partition))") }
            }
            for topic in [LogTopic.definitions, .shape, .members] {
                lines.append("\(topic) \(try reader.watermarks(settings.name(of: topic), 0))")
            }
            for partition in 0..<settings.replyPartitions {
                lines.append("\(try reader.watermarks(settings.name(of: .replies), partition))")
            }
            lines.append("told \(try reader.watermarks("\(application).told", 0))")
            let positions = try CommittedPositions(settings, sink: SilentLog())
            defer { positions.close() }
            return lines + [("\(try positions.offsets(0..<4))")]
        }

        @Test func `the log of a group whose nodes were killed folds to its checkpoints, and nothing changes by that`()
            throws
        {
            let documents = try documents()
            var settings = try settings()
            try TrialTopics(settings).make("\(application).told", partitions: 1)
            let names = ["n1", "n2"]
            let files = try names.map { try configuration($0) }
            func start(_ index: Int) throws -> SluiceProcess {
                try SluiceProcess.start(["node", "--config", files[index], "--definitions", documents])
            }
            var nodes = try [start(0), start(1)]
            defer { for node in nodes { node.kill(SIGKILL) } }
            // Whoever starts again deploys what is deployed already: that says nothing of whether it folds.
            #expect(nodes[0].awaitLog("definition ") || nodes[1].awaitLog("definition "), "\(nodes[0].errors)")
            let log = try KafkaLog.attach(settings)
            defer { log.close() }
            settings.replyPartitions = log.settings.replyPartitions
            try awaitActivation(Client(log: log), of: ["charge", "sum"])
            var kills = 0
            for round in 0..<6 {
                try feed(log, round * instances / 6..<(round + 1) * instances / 6)
                guard round < 5 else { break }
                let killed = round == 4 ? [0, 1] : [round % 2]
                for index in killed {
                    nodes[index].kill(SIGKILL)
                    _ = nodes[index].finish()
                    kills += 1
                    nodes[index] = try start(index)
                }
            }
            // While they work, as soon as all partitions have a checkpoint, and once they have ended.
            var beside = try replay("--compare")
            let firstCheckpoints = Date().addingTimeInterval(60)
            while beside.code == 0, beside.output.contains("no checkpoint yet"), Date() < firstCheckpoints {
                usleep(100_000)
                beside = try replay("--compare")
            }
            #expect(beside.code == 0 && beside.lines.count { $0.hasSuffix(" equal") } == 4, "\(beside)")
            try awaitStandstill(settings)
            for node in nodes { node.kill(SIGTERM) }
            // Interrupted while it starts, a node says so.
            for node in nodes { #expect([0, 75].contains(node.finish().code), "\(node.errors)") }
            let before = try ends(settings)
            let behind = try replay("--compare", "--threads", "4")
            #expect(behind.code == 0 && behind.lines.count { $0.hasSuffix(" equal") } == 4, "\(behind)")
            let counts = try replay()
            #expect(counts.code == 0 && counts.output.contains("sum ") && counts.output.contains("charge"), "\(counts)")
            print("instances=\(instances) kills=\(kills)\n\(behind.output)\(counts.output)")
            let fromCheckpoint = try replay("--from", "checkpoint")
            #expect(Array(fromCheckpoint.lines.dropLast()) == Array(counts.lines.dropLast()), "\(fromCheckpoint)")

            // With another limit, exactly the sums between the two differ.
            let other = folder.file(".yaml")
            try Self.sum(version: 2, limit: 1_000).write(toFile: other, atomically: true, encoding: .utf8)
            let difference = try replay("--definition", other, "--csv")
            let expected = (1_000..<2_000).filter { $0 % 3 == 2 && $0 % 7 != 0 && $0 % 4 != 0 }
                .map { "sum-\($0),succeeded,null,succeeded,\($0 / 2)" }
            let found = difference.lines.dropFirst().map { line in
                let fields = line.split(separator: ",", omittingEmptySubsequences: false)
                return [0, 2, 3, 6, 7].map { String(fields[$0]) }.joined(separator: ",")
            }
            #expect(difference.code == 1 && found.sorted() == expected.sorted(), "\(difference)")
            #expect(try ends(settings) == before)

            // What went to the wrong partition shows from the outside, with what mends it.
            let doctor = try SluiceProcess.run(
                ["doctor", "--single-broker", "--brokers", settings.bootstrap, "--application", application])
            #expect(
                doctor.code == 0 && doctor.output.contains("lay on another partition than their instance's")
                    && doctor.output.contains("partitioner=murmur2_random"), "\(doctor)")

            try change(settings)
            try trim(settings)
        }

        /// Waits until no instance has ended for five seconds. How many can end is not said: a cancellation may come before a
        /// start that went over another partition, and the second attempts may wait for a result.
        private func awaitStandstill(_ settings: KafkaSettings) throws {
            let audit = Audit(settings: settings)
            let deadline = Date().addingTimeInterval(240)
            var (count, since) = (0, Date())
            while count == 0 || Date().timeIntervalSince(since) < 5, Date() < deadline {
                usleep(200_000)
                let now = try audit.outcomes().count
                if now != count { (count, since) = (now, Date()) }
            }
        }

        /// Changes one cell in the topic: the replay names it.
        private func change(_ settings: KafkaSettings) throws {
            let cells = try Audit(settings: settings).cells()
            let (key, value) = try #require(
                cells[2].filter { $0.key.first == CellKey.Kind.instance.rawValue }.min {
                    $0.key.lexicographicallyPrecedes($1.key)
                })
            try TopicSurgery(settings: settings).write([(key, value + [7])], partition: 2)
            let changed = try replay("--compare")
            let id = String(decoding: key.dropFirst(), as: UTF8.self)
            #expect(changed.code == 1 && changed.lines.count { $0.hasSuffix(" equal") } == 3, "\(changed)")
            #expect(
                changed.lines.contains { $0.hasPrefix("2 ") && $0.contains("first in instance \(id) (02") },
                "\(changed)")
            let json = try replay("--compare", "--json", "--partition", "2,3")
            #expect(json.code == 1 && json.lines.count == 3, "\(json)")
            #expect(json.lines[0].contains(#""partition":2,"#) && json.lines[0].contains(#""equal":false"#))
            #expect(json.lines[1].contains(#""partition":3,"#) && json.lines[1].contains(#""equal":true"#))
            try TopicSurgery(settings: settings).write([(key, value)], partition: 2)
            #expect(try replay("--compare").code == 0)
        }

        /// Deletes events: the replay says which.
        private func trim(_ settings: KafkaSettings) throws {
            let admin = try KafkaHandle(
                RD_KAFKA_PRODUCER, settings.admin(), ClientContext(name: "admin", sink: SilentLog()))
            defer { admin.close() }
            try #require(
                try admin.deleteRecords(settings.name(of: .events), below: [(1, 100)], timeout: 10_000).isEmpty)
            for arguments in [[], ["--compare"], ["--from", "50"], ["--from", "2020-01-01T00:00:00Z"]] {
                let gap = try SluiceProcess.run(
                    ["replay", "--brokers", settings.bootstrap, "--application", application] + arguments)
                #expect(gap.code == 65 && gap.output.isEmpty, "\(arguments) \(gap)")
                let first = arguments == ["--from", "50"] ? 50 : 0
                #expect(
                    gap.errors.contains("partition 1: offsets \(first) to 99 are gone: retention deleted them"),
                    "\(gap)")
                #expect(!gap.errors.contains("partition 2"), "\(gap)")
            }
            let rest = try replay("--from", "100", "--partition", "1")
            #expect(rest.code == 0 && rest.output.contains("charge"), "\(rest)")
            #expect(rest.errors.contains("partitions 1 begin in the middle"), "\(rest)")
            #expect(try replay("--partition", "0,2-3").code == 0)
            let latest = try replay("--from", "checkpoint")
            #expect(latest.code == 0 && latest.output.contains("charge"), "\(latest)")
        }
    }
}
