import Foundation
import SluiceKernel
import TestCommand
import TestFolders
import Testing

extension OnBroker {
    /// `sluice node`, asked by other processes through the log.
    @Suite struct GroupVerbTests {
        private let folder = TemporaryFolder()
        private var data: String { "\(folder.path)/data" }
        private let application = "verbs-\(getpid())-\(UInt32.random(in: 0 ... .max))"

        private static let greeting = """
            sluice: 1
            workflow: greeting
            version: 1
            steps:
              name: {signal: name, timeout: 1h}
              greet: {transform: '"hello " + string(steps.name)'}
            result: steps.greet
            """

        private func settings() throws -> String { try NodeFile.write(in: folder, application, "data: \(data)") }

        private func document() throws -> String {
            let file = folder.file(".yaml")
            try Self.greeting.write(toFile: file, atomically: true, encoding: .utf8)
            return file
        }

        @Test func `every verb reaches a group through the log, and a node through its socket`() throws {
            let config = try settings()
            let node = try SluiceProcess.start(["node", "--config", config, "--definitions", try document()])
            defer { node.kill(SIGKILL) }
            #expect(node.awaitLog("msg=\"ready\""), "\(node.errors)")
            func health() throws -> SluiceProcess.Result {
                try SluiceProcess.run(["status", "--ready", "--data-folder", data])
            }
            let deadline = Date().addingTimeInterval(30)
            while try health().code == 1, Date() < deadline { usleep(20_000) }
            #expect(try health().output == "ready\n")
            let group = ["--brokers", try Broker.address(), "--application", application]

            func run(_ arguments: String...) throws -> SluiceProcess.Result { try SluiceProcess.run(arguments + group) }

            let started = try run("start", "a", "--workflow", "greeting", "--json")
            #expect(started.code == 0 && started.output.contains(#""was_there":false"#), "\(started)")
            #expect(try run("start", "a", "--workflow", "greeting", "--json").output.contains(#""was_there":true"#))
            #expect(try run("signal", "a", "name", "--data", "\"Ada\"").code == 0)
            let ended = try run("get", "a", "--wait=30s", "--json")
            #expect(ended.code == 0 && ended.output.contains(#""result":"hello Ada""#), "\(ended)")
            let local = try SluiceProcess.run(["get", "a", "--json", "--data-folder", data])
            #expect(local == ended)
            #expect(try run("history", "a").output.contains("signaled"))
            #expect(try run("list", "--json").output.contains(#""instance":"a""#))

            #expect(try run("start", "b", "--workflow", "greeting").code == 0)
            #expect(try run("cancel", "b", "--reason", "test").output.contains("cancelled"))
            let none = try run("get", "nobody")
            #expect(none.code == 1 && none.errors.contains("no instance has the id 'nobody'"), "\(none)")
            #expect(try run("deploy", try document()).output.contains("is deployed already"))
            #expect(try run("status").output.contains("4 partitions in 2 slots"))
            let nodes = try run("nodes", "--json")
            #expect(nodes.lines.count == 1 && nodes.output.contains(#""state":"ready""#), "\(nodes)")
            #expect(nodes.output.contains(#""slots":[0,1]"#), "\(nodes)")
            let slots = try run("slots").lines
            #expect(slots.count == 3 && slots.dropFirst().allSatisfy { $0.contains("  open  ") }, "\(slots)")
            #expect(slots[1].hasPrefix("0     0-1 ") && slots[2].hasPrefix("1     2-3 "), "\(slots)")
            let own = try SluiceProcess.run(["slots", "--json", "--data-folder", data])
            #expect(own.lines.count == 2 && own.output.contains(#""phase":"open""#), "\(own)")
            let refused = try run("resize", "--slots", "4", "--single-broker")
            #expect(refused.code == 75 && refused.errors.contains("nodes run that share the slots"), "\(refused)")

            let lines = folder.file(".jsonl")
            try (0..<50).map { #"{"instance":"c\#($0)","type":"go"}"# }.joined(separator: "\n")
                .write(toFile: lines, atomically: true, encoding: .utf8)
            let ingested = try run("ingest", "--start", "go=greeting", lines)
            #expect(ingested.code == 0 && ingested.output.contains("50 events durable"), "\(ingested)")
            #expect(try run("list", "--status", "running", "--limit", "100", "--json").lines.count == 50)

            // What has time.
            let later = try run("start", "d", "--workflow", "greeting", "--batch")
            #expect(later.code == 0 && later.output == "d waits in batch\n", "\(later)")
            let more = try run("ingest", "--start", "go=greeting", "--batch", lines)
            #expect(more.code == 0 && more.output.contains("50 events durable"), "\(more)")
            let fed = Date().addingTimeInterval(30)
            while try run("get", "d").code != 0, Date() < fed { usleep(20_000) }
            // Those of the file are there already: their second starts make no more of them.
            #expect(try run("list", "--status", "running", "--limit", "100", "--json").lines.count == 51)

            node.kill(SIGTERM)
            #expect(node.finish().code == 0, "\(node.errors)")
            #expect(node.errors.contains("committed=all"))
            let outcomes = try run("outcomes", "--json").lines
            #expect(outcomes.count == 2, "\(outcomes)")
            let resized = try run("resize", "--slots", "4", "--single-broker")
            #expect(resized.code == 0 && resized.output.contains("4 partitions in 4 slots, before in 2"), "\(resized)")
            let old = try SluiceProcess.run(["node", "--config", config])
            #expect(old.code == 65 && old.errors.contains("sluice resize --slots 2"), "\(old)")
            let silent = try run("get", "a", "--timeout", "1s")
            #expect(silent.code == 75 && silent.errors.contains("no answer"), "\(silent)")
        }

        @Test func `the doctor's findings are text, JSON and an exit code`() throws {
            let group = ["--brokers", try Broker.address(), "--application", application]
            let none = try SluiceProcess.run(["doctor"] + group)
            #expect(none.code == 1 && none.output.contains("\(application).events: it does not exist"), "\(none)")
            let node = try SluiceProcess.start(["node", "--config", try settings()])
            defer { node.kill(SIGKILL) }
            #expect(node.awaitLog("msg=\"ready\""), "\(node.errors)")
            // One copy is an error where it is not meant so.
            let copies = try SluiceProcess.run(["doctor", "--json"] + group)
            #expect(copies.code == 1 && copies.output.contains(#""severity":"error","check":"topics""#), "\(copies)")
            let sound = try SluiceProcess.run(["doctor", "--single-broker"] + group)
            #expect(sound.code == 0 && !sound.output.contains("error"), "\(sound)")
            let nobody = try SluiceProcess.run(["doctor", "--brokers", "127.0.0.1:1"])
            #expect(nobody.code == 69 && nobody.errors.contains("127.0.0.1:1"), "\(nobody)")
            #expect(try SluiceProcess.run(["doctor"]).code == 64)
        }

        @Test func `an application or a broker that is not there is named`() throws {
            let brokers = try Broker.address()
            let missing = try SluiceProcess.run(["list", "--brokers", brokers, "--application", "no-such-thing"])
            #expect(missing.code == 69 && missing.errors.contains("no application 'no-such-thing' on \(brokers)"))
            let nobody = try SluiceProcess.run(["list", "--brokers", "127.0.0.1:1"])
            #expect(nobody.code == 69 && nobody.errors.contains("127.0.0.1:1"), "\(nobody)")
            let name = try SluiceProcess.run(["list", "--brokers", brokers, "--application", "a/b"])
            #expect(name.code == 64 && name.errors.contains("'a/b'"), "\(name)")
        }
    }
}
