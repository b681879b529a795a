import SluiceEngine
import SluiceKernel
import SluiceTestKit
import TestFolders
import Testing

@testable import SluiceStore

@Suite struct PartitionRestoreTests {
    private let folder = TemporaryFolder()
    private let partitions = 3..<4

    private func open() throws -> LocalStore { try LocalStore(folder: folder.path + "/store") }

    private func load(_ share: StoreShare) throws -> PartitionRestore {
        try .load(TopicModel.origin, from: 0, now: 1, share)
    }

    private func cells(_ row: StoreRow, _ store: LocalStore) throws -> [[UInt8]: [UInt8]] {
        var cells: [[UInt8]: [UInt8]] = [:]
        try CellReader(store.database).scan(row.place, from: [], to: [0xff]) { key, value in
            cells[Array(key)] = Array(value)
            return true
        }
        return cells
    }

    /// A store that was brought to the end of a topic.
    private func restored(_ topic: TopicModel, _ share: StoreShare, _ random: inout SeededRandom) throws -> StoreRow {
        let restore = try load(share)
        try topic.feed(restore, using: &random)
        #expect(try restore.finish { false })
        try restore.use()
        return restore.row
    }

    @Test(arguments: 0..<4) func `cells, sum and index are those of the topic, loaded or updated`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var topic = TopicModel()
        for _ in 0..<8 { topic.commit(Int.random(in: 0..<200, using: &random), using: &random) }
        let store = try open()
        defer { store.close() }
        let share = store.take(partitions)
        var row = try restored(topic, share, &random)
        #expect(row.sum == topic.position.hash)
        #expect(row.next == topic.end)
        #expect(try cells(row, store) == topic.wholeCells)
        for round in 0..<6 {
            for _ in 0..<3 { topic.commit(Int.random(in: 0..<60, using: &random), using: &random) }
            let update = PartitionRestore.update(try #require(try share.store.used(3)), share)
            // Cut off in the middle, as by a crash: what was written is gone on with.
            if round % 2 == 0 {
                let middle = update.row.next + (topic.end - update.row.next) / 2
                try topic.feed(update, upTo: middle, using: &random)
                continue
            }
            try topic.feed(update, using: &random)
            #expect(try update.finish { false })
            row = try #require(try share.store.used(3))
            #expect(row == update.row)
            #expect(row.position == topic.position)
            #expect(try cells(row, store) == topic.wholeCells, "round \(round)")
        }
    }

    @Test(arguments: 0..<4) func `a load that was cut short goes on from where it stands`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var topic = TopicModel()
        for _ in 0..<8 { topic.commit(100, using: &random) }
        var store = try open()
        var cut = try load(store.take(partitions))
        for step in 1...3 {
            try topic.feed(cut, upTo: topic.end * Int64(step) / 4, using: &random)
            try cut.flush()
            // Read, and not written when the process ends.
            try topic.feed(cut, upTo: topic.end * Int64(step) / 4 + 20, using: &random)
            store.close()
            topic.commit(50, using: &random)
            store = try open()
            let share = store.take(partitions)
            #expect(try share.store.used(3) == nil, "cells are in use that were never proven")
            cut = .goOn(try #require(try share.store.loading(3)), share)
            #expect(cut.row.next > 0)
        }
        defer { store.close() }
        try topic.feed(cut, using: &random)
        #expect(try cut.finish { false })
        try cut.use()
        #expect(try cut.share.store.loading(3) == nil)
        #expect(try cells(cut.row, store) == topic.wholeCells)
    }

    @Test func `a load leaves the cells in use alone until it takes their place`() throws {
        var random = SeededRandom(seed: 1)
        var topic = TopicModel()
        topic.commit(200, using: &random)
        let store = try open()
        defer { store.close() }
        let share = store.take(partitions)
        let row = try restored(topic, share, &random)
        let before = topic.wholeCells
        for _ in 0..<3 {
            // Some of what an unfinished load left is deleted.
            topic.commit(200, using: &random)
            topic.compact()
            let second = try load(share)
            #expect(second.row.place != row.place)
            try topic.feed(second, using: &random)
            #expect(try second.finish { false })
            #expect(try share.store.used(3) == row)
            #expect(try cells(row, store) == before)
        }
        let third = try load(share)
        try topic.feed(third, using: &random)
        #expect(try third.finish { false })
        try third.use()
        #expect(try share.store.used(3) == third.row)
        #expect(try cells(third.row, store) == topic.wholeCells)
        #expect(try cells(row, store).isEmpty)
        // The first place is clean again.
        let fourth = try restored(topic, share, &random)
        #expect(fourth.place == row.place)
        #expect(try cells(fourth, store) == topic.wholeCells)
    }

    @Test func `a cell that was tampered with shows once it is written over, and is named`() throws {
        var random = SeededRandom(seed: 2)
        var topic = TopicModel()
        topic.commit(200, using: &random)
        let store = try open()
        defer { store.close() }
        let share = store.take(partitions)
        let row = try restored(topic, share, &random)
        let key = try #require(topic.cells.keys.min { $0.lexicographicallyPrecedes($1) })
        var batch = StateBatch()
        try store.database.begin(&batch)
        key.withUnsafeBytes { key in [1, 2].withUnsafeBytes { batch.put(key, $0, at: row.place) } }
        try share.write(batch)
        let second = try load(share)
        try topic.feed(second, using: &random)
        #expect(try second.finish { false })
        #expect(try PlaceDifference.first(store, row.place, second.row.place) == key)
        // Every cell is written over.
        while topic.cells[key] != nil { topic.commit(300, using: &random) }
        let update = PartitionRestore.update(row, share)
        try topic.feed(update, using: &random)
        #expect(try update.finish { false } == false)
    }

    @Test func `a position record of another incarnation is refused`() throws {
        var random = SeededRandom(seed: 3)
        var topic = TopicModel()
        topic.commit(10, using: &random)
        let store = try open()
        defer { store.close() }
        let share = store.take(partitions)
        let update = PartitionRestore.update(try restored(topic, share, &random), share)
        let other = [UInt8](repeating: 2, count: 16)
        #expect(!update.isProven)
        #expect(update.take(position: topic.position, incarnation: other, time: 9, at: topic.end) == false)
        #expect(!update.isProven)
        #expect(update.row.position == topic.position)
    }
}
