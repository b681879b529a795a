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

    @Test("Every cell that is not there is said to be absent, in files as in memory", arguments: [false, true])
    func absent(reopens: Bool) throws {
        let folder = TemporaryFolder()
        var log = try TestLog.open(folder.path)
        var lane = try log.open(slot: 0, waker: CountingWaker())
        let present = LookupTests.ids.enumerated().filter { $0.offset % 3 == 0 }.map { "\u{2}" + $0.element }.sorted()
        #expect(TestLog.commit(lane, TestLog.checkpoint(1, next: 0, cells: present.map { ($0, "1") })) == .committed)
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
                #expect(cells.isAbsent(index) == (partition == 0 || index % 3 != 0))
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
        #expect((0..<cells.count).allSatisfy { !cells.isAbsent($0) })
        #expect(lane.lost != nil)
    }
}
