import SluiceEngine
import SluiceStore

extension EmbeddedLane {
    func poll(into batch: inout RecordBatch, bytes: Int) {
        batch.removeAll()
        guard link.lost == nil else { return }
        if !isBehind {
            if core.tail.sequence == cursor { return }
            if pollTail(into: &batch, bytes: bytes) { return }
            isBehind = true
            if !batch.isEmpty { return }
        }
        do { try pollDatabase(into: &batch, bytes: bytes) } catch { link.lose(error) }
    }

    /// Copies from the newest groups.
    ///
    /// - Returns: false when something between `next` and these groups has to be read from the database.
    private func pollTail(into batch: inout RecordBatch, bytes: Int) -> Bool {
        guard let groups = core.tail.groups(from: cursor, bytes: bytes * 2) else { return false }
        for group in groups {
            if group.isGap { return false }
            for run in group.runs where partitions.contains(run.partition) {
                let local = run.partition - partitions.lowerBound
                let skipped = next[local] - run.first
                if skipped < 0 { return false }
                if skipped >= Int64(run.records.count) { continue }
                let from = Int(skipped)
                let to = cut(run, from: from, bytes: bytes - batch.byteCount)
                let (raw, base) = group.bytes(run, from..<to)
                batch.append(run.records[from..<to], in: raw, base: base)
                next[local] = run.first + Int64(to)
                if to < run.records.count { return true }
            }
            cursor += 1
            if batch.byteCount >= bytes { return true }
        }
        return true
    }

    /// Behind the last record of `run` that still fits `bytes`; at least one does.
    private func cut(_ run: CommittedGroup.Run, from: Int, bytes: Int) -> Int {
        let limit = run.records[from].keyStart + max(bytes, 1)
        if run.records[run.records.count - 1].keyStart < limit { return run.records.count }
        var low = from + 1
        var high = run.records.count
        while low < high {
            let middle = (low + high) / 2
            if run.records[middle].keyStart < limit { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Reads the partitions in turn until `bytes` are there or all have been read to their ends: then the tail goes on.
    private func pollDatabase(into batch: inout RecordBatch, bytes: Int) throws(LogError) {
        let sequence = core.tail.ends(partitions, into: &ends)
        let count = partitions.count
        for step in 0..<count {
            let local = (turn + step) % count
            guard next[local] < ends[local] else { continue }
            // What is left is shared by the partitions that are left.
            let share = max((bytes - batch.byteCount) / (count - step), 16 << 10)
            next[local] = try core.read(
                .events, partitions.lowerBound + local, from: next[local], below: ends[local], bytes: share,
                into: &batch)
            if batch.byteCount >= bytes { break }
        }
        turn = (turn + 1) % count
        guard (0..<count).allSatisfy({ next[$0] >= ends[$0] }) else { return }
        cursor = sequence
        isBehind = false
    }
}
