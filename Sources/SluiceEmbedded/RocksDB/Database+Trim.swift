import SluiceEngine
import SluiceKernel
import SluiceStore

extension Database {
    /// The recorded start of a partition's records.
    func start(_ key: [UInt8]) throws(LogError) -> StreamStart {
        guard let bytes = try get(key) else { return StreamStart() }
        do { return try StreamStart(bytes) } catch {
            throw LogError(
                .corrupt, "\(path): the start of a partition is damaged: \(error); restore the folder from a backup")
        }
    }

    /// Deletes the records below `offset`: their start moves and their range is marked deleted in one synced write, then
    /// whole files go at once and compaction takes the rest.
    ///
    /// - Parameter start: becomes what the database says, also when the write fails: it may have happened all the same.
    func trim(
        _ range: RecordRange, from start: inout StreamStart, below offset: Int64, startKey: [UInt8]
    ) throws(LogError) {
        let time = try self.time(range, at: offset - 1) ?? start.time
        let wanted = StreamStart(first: offset, time: max(time, start.time))
        var batch = WriteBatch(capacity: 256)
        batch.put(startKey, wanted.encode())
        batch.deleteRange(from: range.key(0), below: range.key(offset), in: range.family)
        batch.finish()
        do throws(LogError) {
            try write(batch.bytes)
        } catch {
            if let found = try? self.start(startKey) { start = found }
            throw error
        }
        start = wanted
        // The limit is inclusive.
        try deleteFiles(from: range.key(0), through: range.key(offset - 1), in: range.family)
    }
}
