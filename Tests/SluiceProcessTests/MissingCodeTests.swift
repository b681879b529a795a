import Foundation
import Sluice
import SluiceEmbedded
import SluiceEngine
import SluiceKernel
import Synchronization
import TestFolders
import TestHost
import Testing

/// Workflows whose Swift code a node does not have.
@Suite struct MissingCodeTests {
    private static let shape = LogShape(partitions: 4, slots: 2)

    /// Keeps the lines of the log.
    private final class Lines: LogSink {
        private let lines = Mutex<[String]>([])
        func log(_ level: LogLevel, _ message: String, _ metadata: [(String, String)]) {
            lines.withLock { $0.append("\(level.name) \(message) \(metadata)") }
        }
        var all: [String] { lines.withLock { $0 } }
    }

    private static let twice = Workflow("twice", version: 1) { (flow, input: Value<Int>) -> Value<Int> in
        flow.transform("double", input) { number in number * 2 }
    }

    /// Holds the second opening of slot 0 back.
    private final class HeldLog: EventLog {
        private let log: EmbeddedLog
        private let openings = Mutex(0)
        private let isReleased = Mutex(false)

        init(_ log: EmbeddedLog) { self.log = log }

        var isHeld: Bool { openings.withLock { $0 >= 2 } }
        func release() { isReleased.withLock { $0 = true } }

        func open(slot: Int, waker: any Waker) throws(LogError) -> any LaneLog {
            let opening =
                slot == 0
                ? openings.withLock {
                    $0 += 1
                    return $0
                } : 0
            while opening == 2 && !isReleased.withLock({ $0 }) { usleep(1_000) }
            return try log.open(slot: slot, waker: waker)
        }

        var shape: LogShape { log.shape }
        func append(_ records: [AppendRecord], observer: any AppendObserver) -> Bool {
            log.append(records, observer: observer)
        }
        func receiveReplies(_ sink: @escaping @Sendable (AppendRecord) -> Void) -> UInt32 { log.receiveReplies(sink) }
        func read(_ topic: LogTopic, partition: Int, from offset: Int64, bytes: Int) throws(LogError) -> RecordBatch {
            try log.read(topic, partition: partition, from: offset, bytes: bytes)
        }
        func range(_ topic: LogTopic, partition: Int) throws(LogError) -> Range<Int64> {
            try log.range(topic, partition: partition)
        }
        func trim(partition: Int, below offset: Int64) throws(LogError) {
            try log.trim(partition: partition, below: offset)
        }
    }

    /// Leaves a folder where `twice` was deployed by a program that has its code, and an instance was started that none folded.
    private func prepare(_ folder: TemporaryFolder, id: String) throws {
        let first = try HostedNode(folder.path, [Self.twice], shape: Self.shape)
        #expect(first.stop())
        let log = try EmbeddedLog.open(folder: folder.path, shape: Self.shape)
        let client = Client(log: log)
        try Array(id.utf8).withUnsafeBytes { id in
            try Array("twice".utf8).withUnsafeBytes { workflow in
                try Array("2".utf8).withUnsafeBytes { input in
                    try client.append(.started(StartedEvent(instance: id, definition: workflow, id: id, input: input)))
                }
            }
        }
        log.close()
    }

    /// An id whose partition belongs to a slot.
    private func id(ofSlot slot: Int) throws -> String {
        try #require(
            (0..<100).map { "i-\($0)" }.first {
                Self.shape.partitions(of: slot).contains(Self.shape.partition(of: Array($0.utf8)))
            })
    }

    @Test func `a node that is stopped while a failed lane is opened again says that not all is committed`() throws {
        let folder = TemporaryFolder()
        try prepare(folder, id: try id(ofSlot: 0))
        let embedded = try EmbeddedLog.open(folder: folder.path, shape: Self.shape)
        let log = HeldLog(embedded)
        let node = Node(log: log)
        node.start()
        try Waiting.until("the lane is being opened again") { log.isHeld }
        // The node tells its lanes to stop at once; only then the opening goes on.
        let late = Thread {
            usleep(500_000)
            log.release()
        }
        late.start()
        #expect(!node.stop())
        embedded.close()
    }

    @Test func `a caller is told why the lane that would answer does not run, at once`() throws {
        let folder = TemporaryFolder()
        let stuck = try id(ofSlot: 1)
        try prepare(folder, id: stuck)
        let log = try EmbeddedLog.open(folder: folder.path, shape: Self.shape)
        let node = Node(log: log)
        let client = Client(log: log, lanes: node)
        node.start()
        let begun = Date()
        let error = #expect(throws: ClientError.self) {
            _ = try client.ask(instance: Array(stuck.utf8), .get, timeout: 60_000)
        }
        #expect(error?.description.contains("the lane does not run: partition") == true, "\(error as Any)")
        #expect(error?.description.contains("steps.double.transform") == true, "\(error as Any)")
        #expect(Date().timeIntervalSince(begun) < 30)
        // The other lane answers as ever.
        let answer = try client.ask(instance: Array(try id(ofSlot: 0).utf8), .get, timeout: 60_000)
        #expect(String(decoding: answer, as: UTF8.self).contains("not found"))
        let missing = try node.definitionsWithoutCode()
        #expect(missing.map(\.definition.name) == ["twice"] && missing.map(\.steps) == [["double"]])
        #expect(!node.stop())
        log.close()
    }

    @Test func `a definition that the node cannot run is refused, with the step and what to do`() throws {
        let folder = TemporaryFolder()
        let node = try HostedNode(folder.path, [], shape: Self.shape)
        let definition = try Self.twice.register().definition
        let error = #expect(throws: ClientError.self) { _ = try node.node.deploy(definition, through: node.client) }
        let text = error.map(\.description) ?? ""
        #expect(text.contains("workflow twice version 1: step 'double' is Swift code"), "\(text)")
        #expect(text.contains("deploy it from the program whose Swift package holds the code"), "\(text)")
        // Nothing of it has reached the log.
        #expect(try node.log.range(.definitions, partition: 0).isEmpty)
        #expect(node.stop())
    }

    @Test func `another revision of a hosted version is refused as such`() throws {
        let folder = TemporaryFolder()
        let node = try HostedNode(folder.path, [Self.twice], shape: Self.shape)
        var definition = try Self.twice.register().definition
        definition.settings.revision = 7
        let error = #expect(throws: ClientError.self) { _ = try node.node.deploy(definition, through: node.client) }
        #expect(error?.description.contains("with another graph or revision") == true, "\(String(describing: error))")
        // The document of what it hosts is no other.
        let document = DefinitionWriter.canonicalJSON(try Self.twice.register().definition)
        let read = try #require(DefinitionReader.read(json: document).definition)
        #expect(try node.node.deploy(read, through: node.client).wasThere)
        #expect(node.stop())
    }

    @Test func `a lane that meets one backs off, tells of it once, and the status says so`() throws {
        let folder = TemporaryFolder()
        // A node that had the code deployed it, and something was started.
        let first = try HostedNode(folder.path, [Self.twice], shape: Self.shape)
        #expect(first.stop())
        let log = try EmbeddedLog.open(folder: folder.path, shape: Self.shape)
        let lines = Lines()
        let node = Node(log: log, sink: lines)
        let client = Client(log: log)
        node.start()
        try Waiting.until("all lanes run") { node.isOpen }
        let id = Array("i".utf8)
        let partition = Self.shape.partition(of: id)
        try id.withUnsafeBytes { id in
            try Array("twice".utf8).withUnsafeBytes { workflow in
                try Array("2".utf8).withUnsafeBytes { input in
                    try client.append(.started(StartedEvent(instance: id, definition: workflow, id: id, input: input)))
                }
            }
        }
        try Waiting.until("the lane has failed") { node.restarts > 0 }
        // It stays in the status whenever one looks: the lane opens, and fails where it failed before.
        let end = Date(timeIntervalSinceNow: 2)
        var missing = 0
        while Date() < end {
            if node.faults.isEmpty { missing += 1 }
            // What wakes the lane does not hurry it.
            _ = try? client.ask(partition: partition, .definitions, timeout: 20)
        }
        #expect(missing == 0)
        // 100, 200, 400, 800, 1,600 ms: not one each 100 ms.
        #expect(node.restarts <= 6, "\(node.restarts)")
        let told = lines.all.filter { $0.contains("lane stopped") }
        #expect(told.count == 1, "\(told)")
        #expect(told.first?.contains("steps.double.transform") == true, "\(told)")
        let begun = Date()
        node.stop()
        #expect(Date().timeIntervalSince(begun) < 10)
        log.close()
    }
}
