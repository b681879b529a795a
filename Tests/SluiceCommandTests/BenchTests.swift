import Foundation
import Sluice
import SluiceEngine
import SluiceKernel
import TestCommand
import TestFolders
import Testing

@testable import SluiceCommand

@Suite struct BenchTests {
    static let keys = [
        "workload", "log", "figure", "unit", "median", "min", "max", "runs", "cpu_us_each", "of_limit", "of_peer",
    ]

    @Test func `a figure is one object with eleven keys, null where nothing was measured`() throws {
        var figure = BenchFigure(workload: "w", log: "embedded", figure: "f", unit: "1/s", runs: [3, 1, 2_000.4])
        #expect(
            figure.json == """
                {"workload":"w","log":"embedded","figure":"f","unit":"1/s","median":3,"min":1,"max":2000,"runs":3,\
                "cpu_us_each":null,"of_limit":null,"of_peer":null}
                """)
        figure.cpuMicrosecondsEach = 9.1584
        figure.ofLimit = 0.5
        figure.ofPeer = 2.5
        let object = try JSONSerialization.jsonObject(with: Data(figure.json.utf8)) as! [String: Any]
        #expect(Set(object.keys) == Set(BenchTests.keys))
        #expect(object["cpu_us_each"] as? Double == 9.158)
        #expect(object["of_limit"] as? Double == 0.5)
        #expect(object["of_peer"] as? Double == 2.5)
    }

    @Test func `figures are medians over the runs, and shares are those of each run`() {
        let samples = [
            BenchSample("a", "1/s", 10, cpu: 4, limit: 20, peer: 5), BenchSample("b", "MB", 1),
            BenchSample("a", "1/s", 30, cpu: 2, limit: 100, peer: 5),
            BenchSample("a", "1/s", 20, cpu: 3, limit: 20, peer: 20),
        ]
        let figures = BenchFigure.figures(workload: "w", log: "embedded", of: samples)
        #expect(figures.map(\.figure) == ["a", "b"])
        #expect(figures[0].median == 20 && figures[0].cpuMicrosecondsEach == 3 && figures[0].ofLimit == 0.5)
        #expect(figures[0].ofPeer == 2)
        #expect(figures[1].runs == [1] && figures[1].cpuMicrosecondsEach == nil && figures[1].ofLimit == nil)
        #expect(figures[1].ofPeer == nil)
    }

    @Test func `what processes tell each other is read as it was meant`() {
        for sample in [BenchSample("a b", "1/s", 0.125), BenchSample("a", "s", 1e9, cpu: 0.1, limit: 3, peer: 2)] {
            #expect(BenchSample(line: sample.line) == sample)
        }
        #expect(BenchSample(line: "done") == nil)
        let roles: [BenchRole] = [
            .run(workload: "w", runs: 5, percent: 10, isLast: true), .node(holds: false, count: 7, folder: "/a b"),
            .parked(10, instances: 20), .limit(folder: "/a b"),
            .group(workload: "w", isBare: true, runs: 1, percent: 10, bootstrap: "a:1,b:2", pid: 7),
            .group(workload: "w", isBare: false, runs: 3, percent: 10, bootstrap: "a:1", pid: nil),
            .groupParked(10, instances: 20, bootstrap: "a:1"),
            .groupNode(application: "a", bootstrap: "a:1", folder: "/a b"),
        ]
        for role in roles { #expect(BenchRole(text: role.text) == role) }
        #expect(BenchRole(text: "node\t1") == nil)
    }

    @Test func `a replay that ends in another state is told`() throws {
        let workflow = BenchWorkflows.held(concurrency: 64) { $0 }
        let engine = try BenchEngine([workflow])
        defer { engine.close() }
        try BenchFeeder().feed(
            engine.log, workflow: workflow.name, prefix: "i-", count: 500, input: BenchPayload.integer)
        try engine.awaitEnded(500)
        #expect(engine.node.stop())
        var positions = try BenchReplay.positions(engine.log)
        #expect(try BenchReplay.eventsPerSecond(engine.log, workflow, to: positions) > 0)
        positions[1].hash.add(StateHash(high: 1, low: 0))
        #expect(throws: CommandError.self) {
            try BenchReplay.eventsPerSecond(engine.log, workflow, to: positions)
        }
    }

    @Test func `each run of a workload reports, and its log folds to the same state again`() throws {
        let result = try SluiceProcess.run([
            "bench", "--only", "one-task-bytes", "--runs", "2", "--scale", "1", "--json",
        ])
        #expect(result.code == 0, "\(result)")
        let objects = try result.lines.map {
            try JSONSerialization.jsonObject(with: Data($0.utf8)) as! [String: Any]
        }
        for object in objects { #expect(Set(object.keys) == Set(BenchTests.keys)) }
        let runs = Dictionary(uniqueKeysWithValues: objects.map { ($0["figure"] as! String, $0["runs"] as! Int) })
        #expect(
            runs == [
                "instances": 2, "events": 2, "written": 2, "memory": 2, "limit: the same puts, no engine": 2,
                "replay": 1,
            ])
        #expect(objects[0]["of_limit"] is Double && objects[0]["cpu_us_each"] is Double)
    }

    @Test func `what is in flight at a kill ends once`() throws {
        let result = try SluiceProcess.run(["bench", "--only", "kill", "--runs", "1", "--scale", "1"])
        #expect(result.code == 0, "\(result)")
        #expect(result.output.contains("in flight at the kill") && result.output.contains("all done"), "\(result)")
    }

    @Test func `parked instances are compared in turns`() throws {
        let result = try SluiceProcess.run([
            "bench", "--long", "--only", "parked", "--runs", "1", "--scale", "1", "--json",
        ])
        #expect(result.code == 0, "\(result)")
        #expect(result.output.contains("\"figure\":\"of 10 K parked\",\"unit\":\"ratio\""), "\(result)")
    }

    @Test func `a name that no workload has is refused with the names`() throws {
        let result = try SluiceProcess.run(["bench", "--only", "nothing"])
        #expect(result.code == 64 && result.errors.contains("kill-and-restart"), "\(result)")
    }

    /// A peer that prints what it is given, then `lines`.
    private func peer(_ lines: [String], code: Int = 0) throws -> BenchPeer {
        let path = TemporaryFolder.shared.file(".sh")
        let body = ["#!/bin/sh", "echo \"$@\""] + lines.map { "echo '\($0)'" } + ["exit \(code)"]
        try body.joined(separator: "\n").write(toFile: path, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
        return BenchPeer(program: path)
    }

    private static let watched = """
        {"done":true,"committed":10,"seconds":1.00,"per_s":10,"warm_per_s":20,"cpu_app_s":1.00,"cpu_app_us_each_warm":3.50,\
        "cpu_broker_s":1.00,"cpu_broker_us_each_warm":1.25,"others":0.02}
        """

    @Test func `the peer is measured where it says that all its records were right`() throws {
        let brokers = BenchBrokers(bootstrap: "a:1", pid: 7)
        let load = BenchPeer.Load(name: "w1", events: 100_000, ids: 10_000)
        let exact = #"{"exact":true,"seen":10}"#
        let samples = try peer([#"{"produced":10,"per_s":99}"#, Self.watched, exact]).run(load, percent: 5, on: brokers)
        #expect(samples.first == BenchSample("peer: Kafka Streams", "1/s", 20, cpu: 4.75))
        #expect(samples.dropFirst().map(\.value) == [10, 3.5, 1.25, 0.02])
        for (lines, code) in [
            ([Self.watched], 0), ([Self.watched, exact], 1), ([exact], 0),
            ([Self.watched, #"{"exact":false,"seen":9}"#], 0),
            ([Self.watched.replacingOccurrences(of: "true", with: "false"), exact], 0),
        ] {
            #expect(throws: CommandError.self) { try peer(lines, code: code).run(load, percent: 5, on: brokers) }
        }
    }

    @Test func `without a peer there is nothing to compare with`() throws {
        for peer in ["", "/nowhere/peer"] {
            let result = try SluiceProcess.run(
                ["bench", "--brokers", "127.0.0.1:1", "--peer"], environment: [BenchPeer.variable: peer])
            #expect(result.code == 69 && result.errors.contains("SLUICE_PEER"), "\(result)")
        }
        #expect(try SluiceProcess.run(["bench", "--peer"]).code == 64)
    }

    @Test func `what a node tells of itself is read as it was meant`() {
        for state in [
            GroupNodeState(slots: [0, 1], warm: [], started: 7), GroupNodeState(slots: [], warm: [1], started: 0),
        ] { #expect(GroupNodeState(line: state.line) == state) }
        #expect(GroupNodeState(line: "0") == nil)
    }
}
