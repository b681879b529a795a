import SluiceEmbedded
import SluiceEngine
import SluiceKernel
import SluiceTestKit
import TestFolders
import Testing

@Suite("Look-ups of many cells")
struct LookupTests {
    /// More than RocksDB works on at once.
    private static let ids = (0..<100).map { "i\($0)" }

    private func lookups() -> CellLookups {
        var cells = CellLookups()
        for id in LookupTests.ids {
            cells.add { key in Array(id.utf8).withUnsafeBytes { CellKey.append(instance: $0, to: &key) } }
        }
        return cells
    }

    /// What the answer to a look-up says: nil: nothing.
    private func said(_ cells: CellLookups, _ index: Int) -> String? {
        cells.withAnswer(index) { answer in
            switch answer {
            case .unknown: nil
            case .absent: "absent"
            case .value(let value): String(decoding: value, as: UTF8.self)
            }
        }
    }

    @Test("Every cell is told, and every one that is not there, in files as in memory", arguments: [false, true])
    func found(reopens: Bool) throws {
        let folder = TemporaryFolder()
        var log = try TestLog.open(folder.path)
        var lane = try log.open(slot: 0, waker: CountingWaker())
        let present = LookupTests.ids.enumerated().filter { $0.offset % 3 == 0 }.map { "\u{2}" + $0.element }.sorted()
        #expect(
            TestLog.commit(
                lane, TestLog.checkpoint(1, next: 0, cells: present.map { ($0, "value of \($0.dropFirst())") }))
                == .committed)
        if reopens {
            lane.close()
            log.close()
            log = try TestLog.open(folder.path)
            lane = try log.open(slot: 0, waker: CountingWaker())
        }
        for partition in 0...1 {
            var cells = lookups()
            lane.look(partition, up: &cells)
            for index in 0..<cells.count {
                let isThere = partition == 1 && index % 3 == 0
                #expect(said(cells, index) == (isThere ? "value of \(LookupTests.ids[index])" : "absent"))
            }
        }
        lane.close()
        log.close()
    }

    @Test("A look-up in a closed log ends the lane")
    func closed() throws {
        let folder = TemporaryFolder()
        let log = try TestLog.open(folder.path)
        let lane = try log.open(slot: 0, waker: CountingWaker())
        log.close()
        var cells = lookups()
        lane.look(0, up: &cells)
        #expect((0..<cells.count).allSatisfy { said(cells, $0) == nil })
        #expect(lane.lost != nil)
    }
}
