import Foundation
import ProbeWorkflows
import Sluice
import SluiceEngine
import SluiceKernel
import TestFolders
import Testing

/// Code of users that ends the process: the engine goes on without it.
@Suite struct TrapTests {
    private static let traps = ["PROBE_TRAPS": "1"]

    /// Starts a node that may trap before it is ready; nil: it did.
    private func node(_ folder: TemporaryFolder) throws -> ProbeChild? {
        let child = try ProbeChild(
            "SluiceProbeNode",
            ["dev", "--data-folder", "\(folder.path)/data", "--partitions", "4", "--slots", "2"], in: folder,
            environment: Self.traps)
        try Waiting.until("ready or dead") { !child.isRunning || child.output.contains("msg=\"ready\"") }
        return child.isRunning ? child : nil
    }

    @Test(arguments: ["start", "result"])
    func `a transition that traps three times is set aside and all others go on`(_ place: String) throws {
        let folder = TemporaryFolder()
        let first = try ProbeChild.node(in: folder, environment: Self.traps)
        for number in 1...20 {
            try ProbeChild.start("poison", "fine-\(number)", #"{"place":"","times":0}"#, in: folder)
        }
        // The answer does not come: the node dies of it.
        let poison = try ProbeChild(
            "SluiceProbeNode",
            [
                "start", "poisoned", "--data-folder", "\(folder.path)/data", "--workflow", "poison", "--input",
                "{\"place\":\"\(place)\",\"times\":1}",
            ], in: folder)
        let firstEnd = try first.wait().code
        #expect(firstEnd < 0, "it must die of a signal: \(firstEnd), \(first.output)")
        _ = try poison.wait()
        var deaths = 1
        var survivor: ProbeChild?
        // It dies while it folds again, shortly before or after it is ready.
        while survivor == nil && deaths < 10 {
            guard let child = try node(folder) else {
                deaths += 1
                continue
            }
            let (code, _) = try ProbeChild.ask("status", [], in: folder)
            if code == 0, try ProbeChild.status("fine-1", in: folder) != nil,
                (try? ProbeChild.ask("dead-letters", [], in: folder).text.contains("set aside")) == true
            {
                survivor = child
                break
            }
            // Not settled yet: it dies, or sets the transition aside.
            try Waiting.until("dead, or the transition set aside") {
                try !child.isRunning || ProbeChild.ask("dead-letters", [], in: folder).text.contains("set aside")
            }
            if child.isRunning { survivor = child } else { deaths += 1 }
        }
        #expect(deaths == 3)
        let node = try #require(survivor)
        let letters = try ProbeChild.ask("dead-letters", ["--json"], in: folder).text
        #expect(letters.split(separator: "\n").count == 1, "\(letters)")
        #expect(letters.contains("\"poisoned\""), "\(letters)")
        for number in 1...20 {
            try Waiting.until("fine-\(number) has ended") {
                try ProbeChild.status("fine-\(number)", in: folder) == "succeeded"
            }
        }
        try ProbeChild.start("poison", "later", #"{"place":"","times":0}"#, in: folder)
        try Waiting.until("later has ended") { try ProbeChild.status("later", in: folder) == "succeeded" }
        // An instance whose start was set aside is not there; one whose result was waits for a person.
        #expect(try ProbeChild.status("poisoned", in: folder) == (place == "start" ? nil : "sidelined"))
        node.send(SIGTERM)
        #expect(try node.wait().code == 0, "\(node.output)")
        // It stays set aside.
        let again = try ProbeChild.node(in: folder, environment: Self.traps)
        #expect(try ProbeChild.ask("dead-letters", ["--json"], in: folder).text == letters)
        again.send(SIGTERM)
        #expect(try again.wait().code == 0, "\(again.output)")
        // A replay of the log reads the cell that says so before all else, and reaches the same hash.
        let stored = try StoredLog(folder: "\(folder.path)/data", shape: LogShape(partitions: 4, slots: 2))
        let registrations = try ProbeWorkflows.all.map { try $0.register() }
        let (stores, violations) = PlainReplay.fold(stored, registrations)
        #expect(violations + PlainReplay.differences(stored, stores) == [])
        #expect(stored.cells.joined().contains { $0.key[0] == CellKey.Kind.skipped.rawValue })
    }

    @Test(arguments: ["sync", "async"])
    func `a body that traps fails as node lost and is tried again, and nobody else is blamed`(_ place: String) throws {
        let folder = TemporaryFolder()
        let first = try ProbeChild.node(in: folder, environment: Self.traps)
        for number in 1...5 { try ProbeChild.start("slow", "slow-\(number)", "1500", in: folder) }
        for number in 1...5 { try ProbeChild.start("trap", "fine-\(number)", #"{"place":"","times":0}"#, in: folder) }
        let trapping = try ProbeChild(
            "SluiceProbeNode",
            [
                "start", "trapped", "--data-folder", "\(folder.path)/data", "--workflow", "trap", "--input",
                "{\"place\":\"\(place)\",\"times\":2}",
            ], in: folder)
        let firstEnd = try first.wait().code
        #expect(firstEnd < 0, "it must die of a signal: \(firstEnd), \(first.output)")
        _ = try trapping.wait()
        var deaths = 1
        var node: ProbeChild?
        while node == nil && deaths < 10 {
            guard let child = try self.node(folder) else {
                deaths += 1
                continue
            }
            try Waiting.until("dead, or the instance has ended") {
                try !child.isRunning || ProbeChild.status("trapped", in: folder) == "succeeded"
            }
            if child.isRunning { node = child } else { deaths += 1 }
        }
        let survivor = try #require(node)
        let blamed = survivor.output.split(separator: "\n").first { $0.contains("a task body ended the process") }
        let facts = " instance=trapped workflow=trap@1 step=\(place) task=trap@1/\(place) attempt=trapped/"
        #expect(blamed?.contains(facts) == true, "\(blamed ?? "no line")")
        // Two attempts trapped, the third went through.
        #expect(deaths == 2)
        let entries = try history("trapped", folder)
        let failed = entries.filter { $0.what == "task failed, will retry" }
        #expect(failed.map(\.attempt) == [1, 2])
        #expect(failed.allSatisfy { $0.step == place })
        let lost = try eventText(folder)
        #expect(lost == 2, "attempts lost with their node")
        for id in (1...5).flatMap({ ["slow-\($0)", "fine-\($0)"] }) {
            try Waiting.until("\(id) has ended") { try ProbeChild.status(id, in: folder) == "succeeded" }
            let innocent = try history(id, folder).filter { $0.what.hasPrefix("task") }
            #expect(innocent.allSatisfy { $0.what == "task succeeded" && $0.attempt == 1 }, "\(id): \(innocent)")
        }
        survivor.send(SIGTERM)
        #expect(try survivor.wait().code == 0, "\(survivor.output)")
    }

    private struct Entry: Decodable {
        var what: String
        var step: String?
        var attempt: Int?
    }

    private func history(_ id: String, _ folder: TemporaryFolder) throws -> [Entry] {
        let (code, text) = try ProbeChild.ask("history", [id, "--json"], in: folder)
        guard code == 0 else { throw ProbeError("history of \(id): \(text)") }
        return try text.split(separator: "\n").map { try JSONDecoder().decode(Entry.self, from: Data($0.utf8)) }
    }

    /// How often nodes said that an attempt fails because its body ended the process.
    private func eventText(_ folder: TemporaryFolder) throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasPrefix("output-") }.reduce(0) {
            let text = try String(contentsOfFile: "\(folder.path)/\($1)", encoding: .utf8)
            return $0 + text.split(separator: "\n").count { $0.contains("a task body ended the process") }
        }
    }
}
