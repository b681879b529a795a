import Glibc
import SluiceEngine
import SluiceKernel
import SluiceStore
import TestFolders
import Testing

@testable import SluiceKafka

extension OnBroker {
    /// A group with one slot whose nodes have folders.
    private struct Group {
        let application: String

        var partitions = 2

        init(_ name: String) { application = "\(name)-\(UInt32.random(in: 0...UInt32.max))" }

        func node(_ data: String, _ sink: RecordingSink = RecordingSink()) throws -> KafkaLog {
            var settings = KafkaSettings(
                bootstrap: try Broker.address(), application: application,
                shape: LogShape(partitions: partitions, slots: 1))
            settings.data = data
            settings.singleBroker = true
            return try KafkaLog.connect(settings, sink: sink)
        }

        /// Opens the slot on a node, lets `body` use it, and ends the node.
        func on<Result>(
            _ data: String, _ sink: RecordingSink = RecordingSink(),
            _ body: (any LaneLog, KafkaLog) throws -> Result
        ) throws -> Result {
            let log = try node(data, sink)
            defer { log.close() }
            let lane = try log.open(slot: 0, waker: Latch())
            defer { lane.close() }
            return try body(lane, log)
        }
    }

    private func folder() -> String { TemporaryFolder.shared.file() }

    @Test func `a node with a store reads what was committed since, one without reads all`() throws {
        let group = Group("gap")
        let (first, second) = (folder(), folder())
        var commits = CellCommits()
        try group.on(first) { lane, _ in
            try commits.commit(Array(0..<500), lane)
            try commits.commit(Array(100..<200) + [-1, -2], lane)
            #expect(commits.areRead(by: lane))
        }
        try group.on(first) { lane, log in
            #expect(commits.areRead(by: lane))
            #expect(log.restores.records == 1)
            #expect(log.restores.loads == 0)
        }
        try group.on(second) { lane, log in
            #expect(commits.areRead(by: lane))
            #expect(log.restores.records > 500)
            try commits.commit([1, 700, -300], lane)
            try commits.commit([2], lane)
        }
        try group.on(first) { lane, log in
            #expect(commits.areRead(by: lane))
            // The position record that was known, three cells, one, and two position records.
            #expect(log.restores.records == 7)
            #expect(log.restores.loads == 0)
        }
        // A wiped folder.
        #expect(try FolderRemoval.remove(first))
        try group.on(first) { lane, log in
            #expect(commits.areRead(by: lane))
            #expect(log.restores.records > 500)
            #expect(log.restores.loads == 2)
        }
    }

    @Test func `records that were aborted are not in the store`() throws {
        let group = Group("gap-aborted")
        let (first, second) = (folder(), folder())
        var commits = CellCommits()
        try group.on(first) { lane, _ in try commits.commit(Array(0..<50), lane) }
        try group.on(second) { lane, log in
            try commits.commit([1], lane)
            try TopicSurgery(settings: log.settings).write([(CellCommits.key(2), [9])], commits: false)
            try commits.commit([3], lane)
            try TopicSurgery(settings: log.settings).write([(CellCommits.key(4), [9])], commits: false)
        }
        for data in [first, second, folder()] {
            try group.on(data) { lane, _ in #expect(commits.areRead(by: lane)) }
        }
    }

    @Test func `a restore that stands still tells how to end the transaction that it waits for`() throws {
        let group = Group("hanging")
        var commits = CellCommits()
        let settings = try group.on(folder()) { lane, log in
            try commits.commit([1, 2, 3], lane)
            return log.settings
        }
        var impatient = settings
        impatient.patience = 2_000
        impatient.data = folder()
        try TopicSurgery(settings: settings).write([([3, 1], [9])], commits: false) {
            let log = try KafkaLog.connect(impatient)
            defer { log.close() }
            let error = #expect(throws: LogError.self) { try log.open(slot: 0, waker: Latch()).close() }
            #expect(error?.code == .unavailable)
            // Three cells, their position record, and the mark of their transaction come before.
            let command =
                "kafka-transactions.sh --bootstrap-server \(settings.bootstrap) abort --topic \(settings.checkpoints) "
                + "--partition 0 --start-offset 5"
            #expect(error?.message.hasSuffix(command) == true, "\(error as Any)")
        }
        try group.on(impatient.data ?? "") { lane, _ in #expect(commits.areRead(by: lane)) }
    }

    @Test func `a topic that was deleted and made again is noticed, however long it is`() throws {
        let group = Group("remade")
        let (short, long, writer) = (folder(), folder(), folder())
        var commits = CellCommits()
        for data in [short, long] { try group.on(data) { lane, _ in try commits.commit([1, 2, 3], lane) } }
        try group.on(writer) { _, log in try TopicSurgery(settings: log.settings).remake(log.settings.checkpoints) }

        let sink = RecordingSink()
        try group.on(short, sink) { lane, _ in
            #expect(lane.position(0) == Position())
            #expect(lane.get(0, CellCommits.key(1)) == nil)
        }
        #expect(sink.reasons.contains { $0.contains("the topic has 0..<0") }, "\(sink.reasons)")

        commits = CellCommits()
        try group.on(writer) { lane, _ in for number in 0..<30 { try commits.commit([number], lane) } }
        let later = RecordingSink()
        try group.on(long, later) { lane, _ in #expect(commits.areRead(by: lane)) }
        #expect(later.reasons.contains { $0.contains("made again") }, "\(later.reasons)")
    }

    @Test func `a store of another cluster, or too old, is loaded anew`() throws {
        let group = Group("old")
        let data = folder()
        var commits = CellCommits()
        try group.on(data) { lane, _ in try commits.commit(Array(0..<20), lane) }
        try group.on(folder()) { lane, _ in try commits.commit([1], lane) }
        try change(data) { $0.time = Clock.wall() - 8 * 86_400_000 }
        let sink = RecordingSink()
        try group.on(data, sink) { lane, _ in #expect(commits.areRead(by: lane)) }
        #expect(sink.reasons.count == 1 && sink.reasons[0].contains("records of deleted cells for 168 h"))

        try change(data) { $0.origin.cluster = "elsewhere" }
        let other = RecordingSink()
        try group.on(data, other) { lane, _ in #expect(commits.areRead(by: lane)) }
        #expect(other.reasons.count == 1 && other.reasons[0].hasPrefix("it is of cluster elsewhere, this is "))
    }

    /// Changes what the store of a node that is not running says of partition 0.
    private func change(_ data: String, cells: [[UInt8]: [UInt8]] = [:], _ body: (inout StoreRow) -> Void) throws {
        let store = try LocalStore(folder: data + "/store")
        defer { store.close() }
        let share = store.take(0..<1)
        var row = try #require(try share.store.used(0))
        body(&row)
        var changed = CellBatch()
        for key in cells.keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) { changed.put(key, cells[key]!) }
        var batch = StateBatch()
        try store.database.begin(&batch)
        batch.add(changed, at: row.place)
        batch.put(used: row)
        try share.write(batch)
    }

    @Test func `a cell that was tampered with in the store is found, named and put right`() throws {
        let group = Group("tampered")
        let data = folder()
        var commits = CellCommits()
        try group.on(data) { lane, _ in try commits.commit(Array(0..<50), lane) }
        try change(data, cells: [CellCommits.key(7): [1, 2, 3], CellCommits.key(8): [4]]) { _ in }
        try group.on(folder()) { lane, _ in try commits.commit([7], lane) }
        let sink = RecordingSink()
        try group.on(data, sink) { lane, log in
            #expect(commits.areRead(by: lane))
            #expect(log.restores.differences == 1)
        }
        #expect(sink.reasons.count == 1 && sink.reasons[0].hasPrefix("its cells sum up to "))
        let named = sink.lines.first { $0.message == "the store of a partition differed from the topic" }
        #expect(named?.values["first_cell"]?.hasPrefix("value cell-8 ") == true, "\(named as Any)")
    }

    @Test func `what RocksDB calls damaged is loaded anew with the next opening`() throws {
        let group = Group("torn")
        var commits = CellCommits()
        try group.on(folder()) { lane, _ in try commits.commit(Array(0..<50), lane) }
        let data = folder()
        // Loaded cells lie in a table file.
        try group.on(data) { lane, _ in #expect(commits.areRead(by: lane)) }
        #expect(try TableFiles.damage(data + "/store") > 0)
        let sink = RecordingSink()
        let log = try group.node(data, sink)
        defer { log.close() }
        let torn = try log.open(slot: 0, waker: Latch())
        #expect(torn.lost == nil)
        #expect(torn.get(0, CellCommits.key(7)) == nil)
        #expect(torn.lost?.code == .corrupt)
        torn.close()
        let lane = try log.open(slot: 0, waker: Latch())
        #expect(commits.areRead(by: lane))
        #expect(sink.reasons.count == 1 && sink.reasons[0].hasPrefix("it is damaged: "), "\(sink.reasons)")
        lane.close()
    }

    @Test func `a topic that was tampered with is an alarm, and no store is given up for it`() throws {
        let group = Group("damaged")
        let data = folder()
        var commits = CellCommits()
        try group.on(data) { lane, log in
            try commits.commit(Array(0..<50), lane)
            try TopicSurgery(settings: log.settings).write([(CellCommits.key(7), [1, 2, 3])])
        }
        for node in [data, data, folder()] {
            let log = try group.node(node)
            defer { log.close() }
            let error = #expect(throws: LogError.self) { try log.open(slot: 0, waker: Latch()).close() }
            #expect(error?.code == .corrupt)
            #expect(error?.message.contains(".checkpoints/0 sums up to ") == true, "\(error as Any)")
        }
        let store = try LocalStore(folder: data + "/store")
        defer { store.close() }
        let row = try #require(try store.used(0))
        #expect(row.position == commits.position)
    }

    @Test(.timeLimit(.minutes(3)))
    func `a node that is killed while it restores goes on and has everything`() throws {
        var group = Group("cut")
        // Many partitions share what may be taken in before it is written: these two write several times.
        group.partitions = 64
        let writer = folder()
        var commits = [CellCommits(0), CellCommits(1)]
        let cells = 60_000
        let settings = try group.on(writer) { lane, log in
            for index in commits.indices {
                for start in stride(from: 0, to: cells, by: 20_000) {
                    try commits[index].commit(Array(start..<start + 20_000), lane, size: 300)
                }
                try commits[index].commit((0..<1_000).map { -$0 - 1 }, lane)
            }
            return log.settings
        }
        var random = SystemRandomNumberGenerator()
        for _ in 0..<4 {
            let data = folder()
            for _ in 0..<2 {
                let arguments = [settings.bootstrap, settings.application, "64", "1", data]
                let node = try ChildProcess(
                    ChildProcess.path(of: "KafkaThinNode"), arguments, output: Broker.output)
                // Opening takes some half a second, restoring about another.
                Latch().wait(microseconds: Int64.random(in: 400_000...2_000_000, using: &random))
                node.kill()
                _ = node.wait()
            }
            try group.on(data) { lane, log in
                // The node has committed as well, once it was that far.
                let held = try Audit(settings: settings).cells()
                for partition in commits.indices { #expect(held[partition].count >= cells - 1_000) }
                for partition in held.indices {
                    #expect(CellCommits.cells(of: lane, partition) == held[partition], "partition \(partition)")
                }
                print("killed while restoring, then read \(log.restores.records) records")
            }
        }
    }
}
