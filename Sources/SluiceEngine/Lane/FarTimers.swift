import SluiceKernel

/// Timers set since one checkpoint that are due much later: unsorted, their ids end to end in one buffer. Once the checkpoint
/// that brings them to the store is committed they are dropped together.
struct FarTimers {
    private struct Row {
        var due: Int64
        var timer: TimerID
        var start: Int
        var count: Int
    }

    let generation: UInt64
    private(set) var earliest = Int64.max
    private var rows: [Row] = []
    private var ids: [UInt8] = []

    init(generation: UInt64) { self.generation = generation }

    mutating func add(_ timer: InstanceTimer, of id: UnsafeRawBufferPointer) {
        rows.append(Row(due: timer.due, timer: timer.id, start: ids.count, count: id.count))
        ids.append(contentsOf: id)
        earliest = min(earliest, timer.due)
    }

    /// Takes out those due at `clock` (milliseconds) or before.
    mutating func take(dueAt clock: Int64) -> [TimerKey] {
        let due = rows.filter { $0.due <= clock }.map { row in
            TimerKey(
                due: row.due, id: Array(ids[row.start..<row.start + row.count]), timer: row.timer,
                generation: generation)
        }
        rows.removeAll { $0.due <= clock }
        earliest = rows.reduce(.max) { min($0, $1.due) }
        return due
    }
}
