import Foundation
import Sluice
import SluiceEmbedded
import SluiceEngine
import SluiceKernel
import TestFolders
import TestHost
import Testing

/// A data folder that a release wrote: later code must read it, make the same state of its events, and go on.
///
/// `SLUICE_WRITE_FIXTURE=Tests/SluiceProcessTests/Fixtures/data-folder-N swift test --filter FixtureTests` writes a new one. One that was released
/// is never written again.
@Suite struct FixtureTests {
    private static let shape = LogShape(partitions: 2, slots: 1)

    private struct Parcel: Codable, Sendable {
        var number: Int
        var isBroken: Bool
    }

    /// Part of the fixture: it must stay as it is.
    private static let workflow = Workflow(
        "parcel", version: 1, settings: WorkflowSettings(retention: .seconds(3_650 * 86_400))
    ) { (flow, parcel: Value<Parcel>) -> Value<String> in
        let weight = flow.task("weigh", retry: .none, parcel) { parcel -> Int in
            if parcel.isBroken { throw TaskError("Broken", "parcel \(parcel.number)", nonRetriable: true) }
            return parcel.number * 10
        }
        let label = flow.signal("label", of: String.self)
        let rest = flow.timer("rest", after: weight, .seconds(3))
        return flow.task("send", weight, label, rest) { weight, label, _ in "\(label), \(weight) g" }
    }

    /// Nothing is deleted for its age, however old the fixture is.
    private static var options: EmbeddedOptions {
        var options = EmbeddedOptions()
        options.retention.age = nil
        options.reserveBytes = 1 << 20
        return options
    }

    @Test(arguments: [1, 2])
    func `a data folder of an earlier format is read, and its instances go on`(format: Int) throws {
        let folder = TemporaryFolder()
        let copy = try copy(format, to: folder)
        let node = try HostedNode(copy, [Self.workflow], shape: Self.shape, options: Self.options)
        // As they were left.
        #expect(try node.get("sent")?.status == "succeeded")
        #expect(try node.get("sent")?["weigh"]?.attempt == 1)
        #expect(try node.get("cancelled")?.status == "cancelled")
        #expect(try node.get("broken")?.status == "sidelined")
        #expect(try node.get("broken")?["weigh"]?.error == "Broken")
        #expect(try node.get("waiting")?["label"]?.status == "open")
        #expect(try outcomes(node) == ["cancelled", "sent"])
        // And on: a timer that was due long ago, a signal that came then, one that comes now, a step that a person settles.
        #expect(try node.wait(for: "resting").status == "succeeded")
        try node.signal("waiting", "label", "\"late\"")
        #expect(try node.wait(for: "waiting").status == "succeeded")
        try node.start("parcel", "new", #"{"number":9,"isBroken":false}"#)
        try node.wait(for: "new", "its first task") { $0["weigh"]?.status == "done" }
        #expect(try node.get("sent")?.status == "succeeded", "retention has years left")
        #expect(node.stop())
        let again = try HostedNode(copy, [Self.workflow], shape: Self.shape, options: Self.options)
        #expect(try outcomes(again) == ["cancelled", "resting", "sent", "waiting"])
        again.stop()
        // What a later release went on with is what it makes of the whole.
        try checkFold(copy, events: 20)
    }

    @Test(arguments: [1, 2])
    func `the events of a data folder, folded from the first on, give the state in it`(format: Int) throws {
        let folder = TemporaryFolder()
        let copy = try copy(format, to: folder)
        try checkFold(copy, events: 12)
    }

    /// That a plain replay gives the state in the folder, and that there was something to fold.
    private func checkFold(_ data: String, events: Int64) throws {
        let stored = try StoredLog(folder: data, shape: Self.shape)
        let (stores, violations) = PlainReplay.fold(stored, [try Self.workflow.register()])
        #expect(violations == [])
        #expect(PlainReplay.differences(stored, stores) == [])
        #expect(stored.positions.map(\.next).reduce(0, +) >= events)
        for partition in 0..<Self.shape.partitions {
            #expect(stored.positions[partition].next == Int64(stored.events[partition].count))
            #expect(stored.stateHash(partition) == stored.positions[partition].hash)
        }
    }

    private func copy(_ format: Int, to folder: TemporaryFolder) throws -> String {
        let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Fixtures/data-folder-\(format)")
        let copy = "\(folder.path)/data"
        try FileManager.default.copyItem(atPath: source.path, toPath: copy)
        return copy
    }

    private func outcomes(_ node: HostedNode) throws -> [String] {
        var keys: [String] = []
        for partition in 0..<Self.shape.partitions {
            let range = try node.log.range(.outcomes, partition: partition)
            guard !range.isEmpty else { continue }
            let batch = try node.log.read(.outcomes, partition: partition, from: range.lowerBound, bytes: 1 << 20)
            for record in batch.records {
                keys.append(batch.withParts(of: record) { key, _, _ in String(decoding: key, as: UTF8.self) })
            }
        }
        return keys.sorted()
    }

    // MARK: writing one

    private static let target = ProcessInfo.processInfo.environment["SLUICE_WRITE_FIXTURE"]

    @Test(.enabled(if: target != nil, "writes a fixture only when SLUICE_WRITE_FIXTURE names its folder"))
    func `a fixture is written`() throws {
        let target = try #require(Self.target)
        var node = try HostedNode(target, [Self.workflow], shape: Self.shape, options: Self.options)
        try node.start("parcel", "sent", #"{"number":1,"isBroken":false}"#)
        try node.signal("sent", "label", "\"first class\"")
        try node.start("parcel", "cancelled", #"{"number":2,"isBroken":false}"#)
        try node.start("parcel", "broken", #"{"number":3,"isBroken":true}"#)
        try node.start("parcel", "waiting", #"{"number":4,"isBroken":false}"#)
        try node.wait(for: "sent", every: 200_000)
        _ = Array("cancelled".utf8).withUnsafeBytes { id in
            Array("c-1".utf8).withUnsafeBytes { eventID in
                Array("no longer wanted".utf8).withUnsafeBytes { reason in
                    Result {
                        try node.client.append(
                            .command(CommandEvent(instance: id, id: eventID, command: .cancel(reason: reason))))
                    }
                }
            }
        }
        try node.wait(for: "cancelled")
        try node.wait(for: "broken", "sidelined", every: 200_000) { $0.status == "sidelined" }
        try node.wait(for: "waiting", "the timer", every: 200_000) { $0["rest"]?.status == "done" }
        // Opened again, so that there are table files beside the newest events.
        #expect(node.stop())
        node = try HostedNode(target, [Self.workflow], shape: Self.shape, options: Self.options)
        try node.start("parcel", "resting", #"{"number":5,"isBroken":false}"#)
        try node.signal("resting", "label", "\"second class\"")
        try node.wait(for: "resting", "its timer") { $0["rest"]?.status == "open" }
        #expect(node.stop())
        // RocksDB's own diary, which nothing reads.
        for database in ["events", "state"] {
            let path = "\(target)/\(database)"
            for name in try FileManager.default.contentsOfDirectory(atPath: path)
            where name.hasPrefix("LOG") || name.hasPrefix("OPTIONS") {
                try FileManager.default.removeItem(atPath: "\(path)/\(name)")
            }
        }
    }
}
