import SluiceEngine
import SluiceKernel
import SluiceTestKit
import Testing

@Suite("A fold version that this release does not know")
struct FoldVersionTests {
    @Test("State that a newer release has folded by it is left alone, before any event is")
    func state() throws {
        let world = World()
        var state = PartitionState()
        state.foldVersion = PartitionFold.newestFoldVersion + 1
        var cells = CellBatch()
        cells.put(CellKey.partition, state.encode())
        let hash = CellKey.partition.withUnsafeBytes { key in
            state.encode().withUnsafeBytes { StateHash.cell(key: key, value: $0) }
        }
        let newer = ScriptedLog(broker: world.broker, monitor: PortMonitor(trace: world.trace), name: "newer")
        let opened = try newer.open(slot: 0, waker: LaneWaker())
        let part = Checkpoint.Part(
            partition: 0, cells: cells, index: CellBatch(), position: Position(next: 0, hash: hash, exists: true))
        opened.commit(Checkpoint(number: 1, partitions: [part]))
        world.run(for: 1_000)
        try #require(opened.takeCommitOutcome() == .committed)

        let node = world.start(NodePlan(slots: [0]))
        world.run(for: 1_000)
        #expect(node.faults.count == 1)
        guard case .beyond(partition: 0, offset: 0, let what)? = node.faults.first else {
            Issue.record("\(node.faults)")
            return
        }
        #expect(what == "its state is of fold version 2, this release knows up to 1: a newer release is needed")
        #expect(world.broker.stores[0].get(CellKey.partition) == state.encode())
    }

    @Test("An event that activates it stops the lane there")
    func event() {
        let world = World()
        let node = world.start(NodePlan(slots: [0]))
        world.run(for: 1_000)
        world.send(.activate(9, .foldVersion(PartitionFold.newestFoldVersion + 1)))
        world.run(for: 1_000)
        #expect(node.faults.count == 1)
        guard case .beyond? = node.faults.first else {
            Issue.record("\(node.faults)")
            return
        }
    }
}
