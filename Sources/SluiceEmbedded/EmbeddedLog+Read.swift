package import SluiceEngine
import SluiceKernel
import SluiceStore

extension EmbeddedLog {
    package func read(
        _ topic: LogTopic, partition: Int, from offset: Int64, bytes: Int
    ) throws(LogError) -> RecordBatch {
        var batch = RecordBatch()
        let end = try range(topic, partition: partition).upperBound
        _ = try core.read(topic, partition, from: offset, below: end, bytes: bytes, into: &batch)
        return batch
    }

    package func range(_ topic: LogTopic, partition: Int) throws(LogError) -> Range<Int64> {
        try core.range(topic, partition)
    }

    /// Of a log that no lane folds meanwhile.
    ///
    /// - Throws: `inUse` when a checkpoint came in between.
    package func readState(
        partition: Int, _ cell: (_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer?) -> Void
    ) throws(LogError) -> Position {
        let position = core.state.position(partition)
        let reader = CellReader(core.state.database)
        try reader.scan(CellPlace(partition: partition), from: [], to: [CellKey.firstIndexKind]) { key, value in
            cell(key, value)
            return true
        }
        guard core.state.position(partition) == position else {
            throw LogError(.inUse, "a lane committed while the state of partition \(partition) was read")
        }
        return position
    }

    package func trim(partition: Int, below offset: Int64) throws(LogError) {
        guard let stream = core.events.map.index(.events, partition) else {
            throw LogError(.mismatch, "events has no partition \(partition)")
        }
        try core.events.trim(stream, below: min(offset, core.state.position(partition).next))
    }
}
