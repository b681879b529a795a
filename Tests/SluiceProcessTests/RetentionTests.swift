import Sluice
import SluiceEmbedded
import SluiceEngine
import SluiceKernel
import TestFolders
import TestHost
import Testing

/// What a node deletes by itself.
@Suite struct RetentionTests {
    private static let shape = LogShape(partitions: 4, slots: 2)

    /// What is kept after some rounds of load.
    private struct Kept {
        var cells: Int
        var events: Int
        var outcomes: Int
        var tableBytes: Int
    }

    private static func settings() -> NodeSettings {
        var settings = NodeSettings()
        settings.maintenanceInterval = 20
        settings.lane.checkpointInterval = 50
        return settings
    }

    private static func options() -> EmbeddedOptions {
        var options = EmbeddedOptions()
        options.memtableBytes = 256 << 10
        options.retention.age = 300
        return options
    }

    /// Starts instances at a steady pace, and tells what is left of them.
    private func load(_ folder: TemporaryFolder, _ workflow: any AnyWorkflow, rounds: Range<Int>) throws -> Kept {
        let node = try HostedNode(
            folder.path, [workflow], shape: Self.shape, settings: Self.settings(), options: Self.options())
        let input = "\"" + String(repeating: "v", count: 1_000) + "\""
        let pause = Latch()
        for round in rounds {
            try node.start("steady", (0..<20).map { ("i-\(round)-\($0)", input) })
            pause.wait(microseconds: 20_000)
        }
        let tableBytes = Int(node.log.statistics.tableBytes)
        #expect(node.stop())
        let stored = try StoredLog(folder: folder.path, shape: Self.shape)
        return Kept(
            cells: stored.cells.reduce(0) { $0 + $1.count }, events: stored.events.reduce(0) { $0 + $1.count },
            outcomes: stored.outcomes.reduce(0) { $0 + $1.count }, tableBytes: tableBytes)
    }

    @Test func `the store and the log stop growing under steady load`() throws {
        let workflow = Workflow("steady", version: 1, settings: WorkflowSettings(retention: .milliseconds(300))) {
            (flow, input: Value<String>) -> Value<Int> in
            flow.task("work", input) { text in text.utf8.count }
        }
        let folder = TemporaryFolder()
        let first = try load(folder, workflow, rounds: 0..<100)
        let second = try load(folder, workflow, rounds: 100..<200)
        let last = try load(folder, workflow, rounds: 200..<400)
        // 8,000 instances came and went. What is kept is what the last 300 ms brought, and what a busy machine is late with.
        #expect(last.cells < 2 * max(first.cells, second.cells), "\(first) \(second) \(last)")
        #expect(last.events < 2 * max(first.events, second.events), "\(first) \(second) \(last)")
        #expect(last.outcomes < 2 * max(first.outcomes, second.outcomes), "\(first) \(second) \(last)")
        #expect(last.cells < 4_000 && last.events < 4_000 && last.outcomes < 4_000, "\(last)")
        // 8 MB of inputs alone went into events, and as much into cells.
        #expect(last.tableBytes < 8 << 20, "\(last)")
    }
}
