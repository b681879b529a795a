import SluiceEngine
import SluiceKernel
import SluiceStore
import Synchronization
import TestFolders
import Testing

@testable import SluiceKafka

extension OnBroker {
    /// Two nodes of one group with one slot.
    private struct Pair {
        let holder: KafkaLog
        let other: KafkaLog
        let sink = RecordingSink()

        init(_ name: String) throws {
            var settings = KafkaSettings(
                bootstrap: try Broker.address(), application: "\(name)-\(UInt32.random(in: 0...UInt32.max))",
                shape: LogShape(partitions: 2, slots: 1))
            settings.data = TemporaryFolder.shared.file()
            settings.singleBroker = true
            holder = try KafkaLog.connect(settings)
            settings.data = TemporaryFolder.shared.file()
            other = try KafkaLog.connect(settings, sink: sink)
        }

        func close() {
            holder.close()
            other.close()
        }

        /// Records that the last opening on the other node read.
        var recordsRead: Int? {
            sink.lines.last { $0.message == "slot opened" }?.values["records"].flatMap { Int($0) }
        }
    }

    private func wait(_ seconds: Int64 = 30, until condition: () throws -> Bool) rethrows -> Bool {
        let deadline = Clock.monotonic() + seconds * 1_000_000
        while try !condition() {
            if Clock.monotonic() > deadline { return false }
            Latch().wait(microseconds: 5_000)
        }
        return true
    }

    /// Whether the standby has the position that a lane committed last.
    private func has(_ standby: any SlotStandby, _ node: KafkaLog, _ commits: CellCommits) throws -> Bool {
        let progress = standby.progress[commits.partition]
        guard progress.isWarm, progress.recordsBehind == 0 else { return false }
        return try node.node.open().used(commits.partition)?.position == commits.position
    }

    @Test func `a standby takes over with what it has and reads only the rest`() throws {
        let pair = try Pair("standby")
        defer { pair.close() }
        let lane = try pair.holder.open(slot: 0, waker: Latch())
        var commits = CellCommits()
        try commits.commit(Array(0..<1_000), lane)
        let standby = try #require(pair.other.follow(slot: 0))
        #expect(pair.other.follow(slot: 0) === standby)
        #expect(try wait { try has(standby, pair.other, commits) })
        let loaded = pair.other.restores
        #expect(loaded.records > 1_000)
        for number in 0..<20 {
            try commits.commit([number, -500 - number], lane)
            #expect(try wait { try has(standby, pair.other, commits) })
        }
        #expect(pair.other.restores.loads == loaded.loads)
        let next = try pair.other.open(slot: 0, waker: Latch())
        #expect(commits.areRead(by: next))
        // The last position record of the one partition that has any, to see that the topic is the same.
        #expect(pair.recordsRead == 1)
        #expect(standby.progress.allSatisfy { !$0.isWarm })
        #expect(wait { lane.lost != nil })
        try commits.commit([3], next)
        lane.close()
        next.close()
    }

    @Test func `who falls behind takes checkpoints whole all the same`() throws {
        let pair = try Pair("behind")
        defer { pair.close() }
        let lane = try pair.holder.open(slot: 0, waker: Latch())
        var commits = CellCommits()
        try commits.commit(Array(0..<1_500), lane)
        let store = try pair.other.node.open()
        let share = try #require(store.takeIfFree(0..<2))
        let isOver = Mutex(false)
        // The follower's thread alone uses it.
        nonisolated(unsafe) let restore = SlotRestore(slot: 0, share: share, node: pair.other.node) {
            isOver.withLock { $0 }
        }
        let follower = OSThread.start("follower") {
            // Ends and the pieces of what comes behind them gather while it does something else.
            do { try restore.run() } catch { Issue.record("\(error)") }
            try? restore.follow { _, _, _ in Latch().wait(microseconds: 40_000) }
        }
        for _ in 0..<60 { try commits.commit(Array(0..<1_500), lane) }
        #expect(try wait { try store.used(0)?.position == commits.position })
        isOver.withLock { $0 = true }
        follower.join()
        share.release()
        #expect(pair.other.restores.differences == 0)
        #expect(pair.sink.lines.filter { $0.message.hasPrefix("the store of a partition is given up") }.isEmpty)
        // What a client reads is whole as well, while more is committed.
        let found = Mutex((reads: 0, differ: 0))
        let reader = pair.other
        let isRead = Mutex(false)
        let reading = OSThread.start("reading") {
            while !isRead.withLock({ $0 }) {
                var cells: [[UInt8]: [UInt8]] = [:]
                guard let position = try? reader.readState(partition: 0, { cells[Array($0)] = $1.map { Array($0) } })
                else { continue }
                var sum = StateHash()
                for (key, value) in cells { sum.add(CellCommits.hash(key, value)) }
                found.withLock { $0 = ($0.reads + 1, $0.differ + (sum == position.hash ? 0 : 1)) }
            }
        }
        for _ in 0..<60 { try commits.commit(Array(0..<1_500), lane) }
        isRead.withLock { $0 = true }
        reading.join()
        #expect(found.withLock { $0.reads } > 3 && found.withLock { $0.differ } == 0, "\(found.withLock { $0 })")
        lane.close()
    }

    @Test func `a node that loses a slot goes on following it in the store that it has`() throws {
        let pair = try Pair("loses")
        defer { pair.close() }
        let lane = try pair.holder.open(slot: 0, waker: Latch())
        var commits = CellCommits()
        try commits.commit(Array(0..<200), lane)
        // The lane has the store: the standby waits.
        let standby = try #require(pair.holder.follow(slot: 0))
        let next = try pair.other.open(slot: 0, waker: Latch())
        try commits.commit([1, 2, 3], next)
        #expect(wait { lane.lost != nil })
        #expect(standby.progress.allSatisfy { !$0.isWarm })
        let before = pair.holder.restores
        lane.close()
        #expect(try wait { try has(standby, pair.holder, commits) })
        #expect(pair.holder.restores.loads == before.loads)
        #expect(pair.holder.restores.records - before.records < 10)
        next.close()
        let again = try pair.holder.open(slot: 0, waker: Latch())
        #expect(commits.areRead(by: again))
        again.close()
    }

    @Test func `the index of a standby is that of the lane`() throws {
        let pair = try Pair("standby-index")
        defer { pair.close() }
        let registration = TestWorkflow.registration()
        let standby = try #require(pair.other.follow(slot: 0))
        // Nobody offers the task: it stays pending, and the approval open, with its timeout.
        let old = try LaneDriver(pair.holder, registrations: [registration], offers: [:])
        try deploy(registration, old)
        let starts = Starts(pair.holder)
        for round in 0..<5 {
            for number in 0..<40 { starts.start("i-\(round)-\(number)", TestWorkflow.name, input: "{\"n\":\(number)}") }
            starts.flush()
            let wanted = UInt64(40 * (round + 1))
            #expect(try old.step { old.lane.statistics.instancesStarted == wanted && old.lane.isClean })
        }
        // Signals end the wait: rows of timers go.
        for round in 0..<5 { try signal("i-\(round)-0", pair.holder) }
        let timer = CellKey.Kind.timerIndex.rawValue
        #expect(
            try old.step {
                let timers = [0, 1].map { old.cells($0).keys.count { $0[0] == timer } }
                return old.lane.isClean && timers.reduce(0, +) == 195
            })
        let cells = [0, 1].map { old.cells($0) }
        let positions = [0, 1].map { old.opened.position($0) }
        #expect(
            try wait {
                try [0, 1].allSatisfy { try pair.other.node.open().used($0)?.position == positions[$0] }
                    && standby.progress.allSatisfy { $0.isWarm }
            })
        old.lane.close()
        let new = try LaneDriver(pair.other, registrations: [registration], offers: [:])
        for partition in 0..<2 { #expect(new.cells(partition) == cells[partition], "cells of partition \(partition)") }
        #expect(cells.joined().count { $0.key[0] == timer } == 195)
        #expect(cells.joined().count { $0.key[0] == CellKey.Kind.taskIndex.rawValue } == 200)
        #expect(pair.recordsRead == 2)
        new.lane.close()
    }

    private func signal(_ instance: String, _ log: KafkaLog) throws {
        let id = Array(instance.utf8)
        try id.withUnsafeBytes { id in
            try Array("approval".utf8).withUnsafeBytes { name in
                let signal = SignaledEvent(
                    instance: id, name: name, id: name, data: UnsafeRawBufferPointer(rebasing: id[..<0]))
                var writer = RecordWriter()
                writer.append(.signaled(signal))
                let record = AppendRecord(partition: log.shape.partition(of: id), value: writer.take())
                try #require(log.append([record], observer: UnheardAppends.shared))
            }
        }
    }

    @Test func `a standby whose store was tampered with loads that partition anew`() throws {
        let pair = try Pair("standby-tampered")
        defer { pair.close() }
        let lane = try pair.holder.open(slot: 0, waker: Latch())
        var commits = CellCommits()
        try commits.commit(Array(0..<100), lane)
        let standby = try #require(pair.other.follow(slot: 0))
        #expect(try wait { try has(standby, pair.other, commits) })
        let store = try pair.other.node.open()
        let row = try #require(try store.used(0))
        var cells = CellBatch()
        cells.put(CellCommits.key(7), [1, 2, 3])
        var batch = StateBatch()
        try store.database.begin(&batch)
        batch.add(cells, at: row.place)
        try store.database.write(batch)
        try commits.commit([7], lane)
        #expect(try wait { try pair.other.restores.differences == 1 && has(standby, pair.other, commits) })
        #expect(pair.sink.reasons.count == 1 && pair.sink.reasons[0].hasPrefix("its cells sum up to "))
        let next = try pair.other.open(slot: 0, waker: Latch())
        #expect(commits.areRead(by: next))
        lane.close()
        next.close()
    }
}
