import SluiceEngine
import SluiceKafka
import SluiceKernel
import Testing

extension OnBroker {
    @Test func `whoever opens a slot ends the opening before`() throws {
        let (first, second) = (try connect("fence"), try connect("fence"))
        defer {
            first.close()
            second.close()
        }
        let registration = TestWorkflow.registration(approval: false)
        let old = try LaneDriver(first, registrations: [registration])
        try deploy(registration, old)
        let starts = Starts(first)
        for number in 0..<100 { starts.start("a-\(number)", TestWorkflow.name, input: "{}") }
        starts.flush()
        let audit = Audit(settings: first.settings)
        try #require(try old.step { try old.lane.isDrained(horizon: 0) && audit.outcomes().count == 100 })

        // The old lane has folded more and commits it after the slot was taken.
        for number in 0..<100 { starts.start("b-\(number)", TestWorkflow.name, input: "{}") }
        starts.flush()
        let begun = Clock.monotonic()
        let new = try LaneDriver(second, registrations: [registration])
        print("takeover_ms=\((Clock.monotonic() - begun) / 1_000)")
        #expect(throws: LaneFault.self) { try old.step { false } }
        #expect(old.opened.lost?.code == .fenced)
        old.lane.close()
        #expect(try new.drain())
        #expect(new.opened.lost == nil)
        let counts = try audit.outcomes()
        #expect(counts.count == 200)
        #expect(counts.values.allSatisfy { $0 == 1 })
        new.lane.close()
    }

    @Test func `a checkpoint of a fenced opening is not committed`() throws {
        let log = try connect("zombie")
        defer { log.close() }
        let old = try log.open(slot: 0, waker: Latch())
        let new = try log.open(slot: 0, waker: Latch())
        // Both have one store: what the old one reads now may be the new one's.
        #expect(old.lost?.code == .fenced)
        var cells = CellBatch()
        cells.put(CellKey.partition, PartitionState().encode())
        var hash = StateHash()
        for cell in cells.cells { hash.add(cells.withBytes(cell) { StateHash.cell(key: $0, value: $1!) }) }
        let part = Checkpoint.Part(
            partition: 0, cells: cells, index: CellBatch(), position: Position(next: 7, hash: hash, exists: true))

        let outcome = commit(Checkpoint(number: 1, partitions: [part]), old)
        guard case .notCommitted = outcome else { return #expect(Bool(false), "\(String(describing: outcome))") }
        #expect(old.lost?.code == .fenced)
        #expect(new.lost == nil)
        #expect(new.position(0).next == 0)
        #expect(commit(Checkpoint(number: 1, partitions: [part]), new) == .committed)
        #expect(new.position(0).next == 7)
        new.close()

        let third = try log.open(slot: 0, waker: Latch())
        #expect(third.position(0) == part.position)
        #expect(third.get(0, CellKey.partition) == PartitionState().encode())
        // A position never goes back.
        let back = Checkpoint.Part(
            partition: 0, cells: CellBatch(), index: CellBatch(), position: Position(next: 6, hash: hash, exists: true))
        guard case .notCommitted = commit(Checkpoint(number: 1, partitions: [back]), third) else {
            return #expect(Bool(false), "a position went back")
        }
        old.close()
        third.close()
    }

    private func commit(_ checkpoint: Checkpoint, _ lane: any LaneLog) -> CommitOutcome? {
        lane.commit(checkpoint)
        let deadline = Clock.monotonic() + 30_000_000
        while Clock.monotonic() < deadline {
            if let outcome = lane.takeCommitOutcome() { return outcome }
            Latch().wait(microseconds: 1_000)
        }
        return nil
    }
}
