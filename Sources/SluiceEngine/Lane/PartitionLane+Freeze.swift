import SluiceKernel

extension PartitionLane {
    var hasChanges: Bool { movedSinceFreeze || !dirty.isEmpty || !pendingCells.isEmpty }

    /// Encodes what changed since the last freeze, in the order of the keys, and leaves it to be committed.
    func freeze() -> Checkpoint.Part {
        var cells = CellBatch()
        var timerRows = IndexRows()
        var taskRows = IndexRows()
        cells.reserve(cells: dirty.count + 16, bytes: dirty.count * 256 + 1_024)
        freezePartitionCell(into: &cells)
        sortDirty()
        for entry in dirty {
            freeze(entry, into: &cells)
            freezeIndexes(entry, &timerRows, &taskRows)
            entry.pointee.isDirty = false
            entry.pointee.isFrozen = true
            table.measure(entry)
        }
        freezePendingCells(into: &cells)
        // The rows are sorted before they are written: the order of a dictionary does not show.
        for (key, isSet) in pendingTimers {
            key.withUnsafeBytes { key in
                guard let row = CellKey.timer(from: key) else { return }
                timerRows.add(
                    number: row.due, secondary: 0, id: Array(row.id), small: row.timer.rawValue, isDelete: !isSet)
            }
        }
        pendingTimers.removeAll(keepingCapacity: true)

        var index = CellBatch()
        timerRows.write(to: &index) { row in
            row.id.withUnsafeBytes {
                CellKey.timer(due: row.number, id: $0, timer: TimerID(rawValue: row.small) ?? TimerID(.step))
            }
        }
        taskRows.write(to: &index) { row in
            row.id.withUnsafeBytes {
                CellKey.task(row.secondary, ready: row.number, id: $0, step: UInt16(truncatingIfNeeded: row.small))
            }
        }
        frozen = dirty
        dirty = []
        dirty.reserveCapacity(frozen.count)
        dirtyBytes = 0
        movedSinceFreeze = false
        frozenCells = cells
        generation += 1
        statistics.cells += UInt64(cells.cells.count)
        let part = Checkpoint.Part(
            partition: partition, cells: cells, index: index,
            position: Position(next: next, hash: hash, previousHash: previousHash, exists: true))
        previousHash = hash
        return part
    }

    /// The checkpoint is in the store.
    func committed() {
        for entry in frozen {
            entry.pointee.isFrozen = false
            if entry.pointee.isDirty { continue }
            // Hardly an event comes for an instance that has ended: the store has it, and the others stay close together.
            if !entry.pointee.isLive || entry.pointee.instance.status.hasEnded { table.remove(entry) }
        }
        frozen.removeAll(keepingCapacity: true)
        frozenCells = CellBatch()
        committedGeneration = generation - 1
        timers.committed(committedGeneration)
    }

    /// Keeps about this much memory after a checkpoint.
    func evict(to limit: Int) { table.evict(to: limit) }

    private func freezePartitionCell(into cells: inout CellBatch) {
        let cell = fold.state.encode()
        let new = PartitionLane.hash(CellKey.partition, cell)
        if new == partitionCellHash { return }
        hash.subtract(partitionCellHash)
        hash.add(new)
        partitionCellHash = new
        cells.put(CellKey.partition, cell)
    }

    private func freeze(_ entry: UnsafeMutablePointer<InstanceEntry>, into cells: inout CellBatch) {
        let old = entry.pointee.stored
        hash.subtract(old.cellHash)
        guard entry.pointee.isLive else {
            if old.exists {
                cells.delete(entry.pointee.instance.id.withUnsafeBytes { CellKey.instance($0) })
            }
            entry.pointee.stored.exists = false
            entry.pointee.stored.cellHash = StateHash()
            return
        }
        let isFirst = entry.pointee.isNew
        entry.pointee.isNew = false
        let limit = Instance.inlineLimit(steps: entry.pointee.instance.steps.count)
        let new = cells.put(kind: CellKey.Kind.instance.rawValue, id: entry.pointee.instance.id) { writer in
            Instance.encode(InstanceTable.instance(of: entry), to: &writer, isFirst: isFirst) { slot, value in
                let key = entry.pointee.instance.id.withUnsafeBytes { CellKey.value($0, slot: slot) }
                pendingCells[key] = .some(Array(value))
            }
        }
        for step in entry.pointee.instance.steps.indices
        where Int(entry.pointee.instance.steps[step].valueLength) > limit {
            entry.pointee.instance.steps[step].flags.insert(.stored)
        }
        hash.add(new)
        entry.pointee.stored.exists = true
        entry.pointee.stored.cellHash = new
    }

    private func freezeIndexes(
        _ entry: UnsafeMutablePointer<InstanceEntry>, _ timerRows: inout IndexRows, _ taskRows: inout IndexRows
    ) {
        let id = entry.pointee.instance.id
        let timersNow = entry.pointee.isLive ? entry.pointee.instance.timers : []
        let timersThen = entry.pointee.stored.timers
        if timersNow != timersThen {
            for timer in timersThen where !timersNow.contains(timer) {
                timerRows.add(number: timer.due, secondary: 0, id: id, small: timer.id.rawValue, isDelete: true)
            }
            for timer in timersNow where !timersThen.contains(timer) {
                timerRows.add(number: timer.due, secondary: 0, id: id, small: timer.id.rawValue, isDelete: false)
            }
            entry.pointee.stored.timers = timersNow
        }
        let tasksNow = entry.pointee.isLive ? pendingTasks(of: entry) : []
        let tasksThen = entry.pointee.stored.tasks
        if tasksNow != tasksThen {
            for task in tasksThen where !tasksNow.contains(task) {
                taskRows.add(
                    number: task.ready, secondary: task.queue, id: id, small: UInt32(task.step), isDelete: true)
            }
            for task in tasksNow where !tasksThen.contains(task) {
                taskRows.add(
                    number: task.ready, secondary: task.queue, id: id, small: UInt32(task.step), isDelete: false)
            }
            entry.pointee.stored.tasks = tasksNow
        }
    }

    private func freezePendingCells(into cells: inout CellBatch) {
        guard !pendingCells.isEmpty else { return }
        let keys = pendingCells.keys.sorted { $0.lexicographicallyPrecedes($1) }
        for key in keys {
            let value = pendingCells[key]!
            let old = committedCell(key)
            if let old { hash.subtract(PartitionLane.hash(key, old)) }
            if let value {
                hash.add(PartitionLane.hash(key, value))
                cells.put(key, value)
            } else if old != nil {
                cells.delete(key)
            }
        }
        pendingCells.removeAll()
    }

    /// Sorts the dirty entries by instance id, on eight bytes behind what all ids share; whole ids decide ties.
    private func sortDirty() {
        guard dirty.count > 1 else { return }
        let first = dirty[0].pointee.instance.id
        var shared = first.count
        for entry in dirty {
            let id = entry.pointee.instance.id
            var same = 0
            let limit = min(shared, id.count)
            while same < limit && id[same] == first[same] { same += 1 }
            shared = same
            if shared == 0 { break }
        }
        var keyed = dirty.map { entry in
            entry.pointee.instance.id.withUnsafeBytes { id in
                var prefix: UInt64 = 0
                for offset in 0..<8 {
                    let byte = shared + offset < id.count ? id[shared + offset] : 0
                    prefix = prefix << 8 | UInt64(byte)
                }
                return (prefix: prefix, entry: entry)
            }
        }
        keyed.sort { left, right in
            if left.prefix != right.prefix { return left.prefix < right.prefix }
            return left.entry.pointee.instance.id.lexicographicallyPrecedes(right.entry.pointee.instance.id)
        }
        for index in keyed.indices { dirty[index] = keyed[index].entry }
    }
}
