import SluiceEmbedded
import SluiceEngine
import SluiceKernel

/// What RocksDB alone does with the records and cells that a run left behind: the same keys and values, sorted batches, layout,
/// databases and syncs.
struct BenchLimit {
    /// Cells of a checkpoint, as in the lane's settings.
    private static let checkpointInstances = 30_000
    private static let groupRecords = 64

    private var groups: [[AppendRecord]] = []
    private var checkpoints: [Checkpoint] = []
    private let shape: LogShape

    init(_ engine: BenchEngine) throws {
        shape = engine.log.shape
        var records: [AppendRecord] = []
        for partition in 0..<shape.partitions {
            var offset = try engine.log.range(.events, partition: partition).lowerBound
            let end = try engine.log.range(.events, partition: partition).upperBound
            while offset < end {
                let batch = try engine.log.read(.events, partition: partition, from: offset, bytes: 1 << 20)
                guard let last = batch.records.last else { break }
                for record in batch.records {
                    let value = batch.withParts(of: record) { _, value, _ in value.map { Array($0) } ?? [] }
                    records.append(AppendRecord(partition: partition, value: value))
                }
                offset = last.offset + 1
            }
        }
        var start = 0
        while start < records.count {
            let end = min(start + BenchLimit.groupRecords, records.count)
            groups.append(Array(records[start..<end]))
            start = end
        }
        try readCells(engine)
    }

    private mutating func readCells(_ engine: BenchEngine) throws {
        // The lane has let go of nothing: a second opening fences it, and the run is over.
        engine.node.stop()
        let lane = try engine.log.open(slot: 0, waker: Latch())
        defer { lane.close() }
        for partition in 0..<shape.partitions {
            var cells = CellBatch()
            var index = CellBatch()
            var outcomes = RecordBatch()
            var outcomeOffset = try engine.log.range(.outcomes, partition: partition).lowerBound
            var number: Int64 = 0
            func close(_ checkpoints: inout [Checkpoint]) throws {
                guard !cells.isEmpty else { return }
                number += 1
                let end = try engine.log.range(.outcomes, partition: partition).upperBound
                let taken =
                    outcomeOffset < end
                    ? try engine.log.read(.outcomes, partition: partition, from: outcomeOffset, bytes: 8 << 20)
                    : RecordBatch()
                outcomes = taken
                outcomeOffset = (taken.records.last?.offset ?? outcomeOffset) + 1
                checkpoints.append(
                    Checkpoint(
                        number: UInt64(checkpoints.count + 1),
                        partitions: [
                            .init(
                                partition: partition, cells: cells, index: index,
                                position: Position(next: number, exists: true))
                        ], outcomes: outcomes))
                cells = CellBatch()
                index = CellBatch()
            }
            var timers: [[UInt8]] = []
            lane.scan(partition, from: [CellKey.Kind.timerIndex.rawValue], to: [CellKey.Kind.taskIndex.rawValue]) {
                key, _ in
                timers.append(Array(key))
                return true
            }
            var used = 0
            var taken: [Checkpoint] = checkpoints
            lane.scan(partition, from: [CellKey.Kind.instance.rawValue], to: [CellKey.Kind.value.rawValue]) {
                key, value in
                cells.put(Array(key), Array(value))
                if used < timers.count {
                    index.put(timers[used], [])
                    used += 1
                }
                if cells.cells.count >= BenchLimit.checkpointInstances / shape.partitions { try? close(&taken) }
                return true
            }
            try close(&taken)
            checkpoints = taken
        }
    }

    /// Writes it all into a fresh folder.
    func seconds() throws -> Double {
        let folder = BenchEngine.temporaryFolder()
        defer { FolderRemoval.remove(folder) }
        let limit = try EmbeddedLimit(folder: folder, shape: shape)
        return try limit.run(groups: groups, checkpoints: checkpoints).seconds
    }
}
