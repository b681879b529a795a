import Foundation
import Sluice
import SluiceEngine
import SluiceKafka
import SluiceKernel
import TestCommand
import Testing

@testable import SluiceCommand

extension OnBroker {
    /// What `sluice bench --brokers` measures, and that it does not measure what went wrong.
    @Suite struct BenchTests {
        @Test(arguments: [
            ("one-task-bytes", ["instances", "limit: no engine"]),
            ("advance", ["events", "limit: no engine"]),
            ("benchmark-a-tasks", ["instances", "tasks"]),
            ("chain-5@100", ["latency p50", "latency p99"]),
            ("output@100", ["default p50", "configured p50"]),
            ("get", ["latency p50", "latency p99"]),
            ("restore", ["cells restored", "until all slots are open"]),
            ("takeover", ["first transition", "all its partitions"]),
            ("parked", ["of 10 K parked", "memory"]),
        ])
        func `a workload measures and finds its counts right`(_ workload: String, _ figures: [String]) throws {
            let result = try SluiceProcess.run([
                "bench", "--brokers", try Broker.address(), "--only", workload, "--runs", "1", "--scale", "1", "--json",
            ])
            #expect(result.code == 0, "\(result)")
            let objects = try result.lines.map {
                try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
            }
            let own = objects.filter { $0["workload"] as? String == workload }
            for figure in figures {
                let line = own.first { $0["figure"] as? String == figure }
                #expect(
                    line?["log"] as? String == "kafka" && (line?["median"] as? Double ?? 0) > 0, "\(figure): \(result)")
            }
        }

        /// An application whose node has ended `ids`, each with a record published and an outcome.
        private func application(_ ids: [String]) throws -> GroupApplication {
            let application = try GroupApplication("checks", on: BenchBrokers(bootstrap: try Broker.address()))
            let workflow = BenchWorkflows.telling(to: application.published)
            try application.prepare(try Registrations.of([workflow])) { node in
                for id in ids {
                    let client = Client(log: application.log)
                    let (id, name) = (Array(id.utf8), Array(workflow.name.utf8))
                    try id.withUnsafeBytes { id in
                        try name.withUnsafeBytes { name in
                            try Array("1".utf8).withUnsafeBytes {
                                try client.append(
                                    .started(StartedEvent(instance: id, definition: name, id: id, input: $0)))
                            }
                        }
                    }
                }
                try node.wait(for: ids.count, "instances ended") { $0.instancesEnded }
            }
            return application
        }

        @Test func `an outcome that is missing, doubled or wrong is no figure`() throws {
            // Two ids of one number stand for an outcome that is there twice.
            let application = try application(["a-0", "a-1", "a-2", "b-0", "b-00", "c-1"])
            defer { application.close() }
            func check(_ prefix: String, _ count: Int, holding: String = #""status":"succeeded""#) throws {
                try OutcomeCheck(settings: application.settings, prefix: prefix, count: count, holding: holding).check()
            }
            try check("a-", 3)
            #expect(throws: CommandError.self) { try check("a-", 4) }
            #expect(throws: CommandError.self) { try check("a-", 2) }
            #expect(throws: CommandError.self) { try check("a-", 3, holding: #""status":"failed""#) }
            #expect(throws: CommandError.self) { try check("b-", 2) }
            #expect(throws: CommandError.self) { try check("c-", 1) }
        }

        @Test func `a published record that is missing or doubled is no figure`() throws {
            let right = try application(["a-0", "a-1"])
            defer { right.close() }
            try PublishedCheck(application: right, prefix: "a-", count: 2).check()
            #expect(throws: CommandError.self) {
                try PublishedCheck(application: right, prefix: "a-", count: 3).check()
            }
            #expect(throws: CommandError.self) {
                try PublishedCheck(application: right, prefix: "a-", count: 1).check()
            }
            let doubled = try application(["a-0", "a-00"])
            defer { doubled.close() }
            #expect(throws: CommandError.self) {
                try PublishedCheck(application: doubled, prefix: "a-", count: 2).check()
            }
        }

        @Test func `an instance that is not in the committed state is missed`() throws {
            let application = try GroupApplication("waiting", on: BenchBrokers(bootstrap: try Broker.address()))
            defer { application.close() }
            let waiting = WaitingInstances(count: 100)
            try application.prepare(try Registrations.of([BenchWorkflows.waiting])) { node in
                try waiting.feed(application.log)
                try node.wait(for: 100, "instances started") { $0.instancesStarted }
            }
            try waiting.check(application.log)
            #expect(throws: CommandError.self) { try WaitingInstances(count: 101).check(application.log) }
            #expect(throws: CommandError.self) { try WaitingInstances(count: 99).check(application.log) }
        }
    }
}
