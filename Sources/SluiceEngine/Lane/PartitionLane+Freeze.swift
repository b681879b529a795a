import SluiceKernel

extension PartitionLane {
    var hasChanges: Bool { movedSinceFreeze || !dirty.isEmpty || !pendingCells.isEmpty }

    /// Encodes what changed since the last freeze, in the order of the keys, and leaves it to be committed.
    func freeze() -> Checkpoint.Part {
        var cells = spareCells
        spareCells = CellBatch()
        var timerRows = IndexRows()
        var taskRows = IndexRows()
        cells.reserve(cells: dirty.count + 16, bytes: dirty.count * cellBytes + 1_024)
        freezePartitionCell(into: &cells)
        frozenFeeds = fold.state.feeds
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
        for (key, isSet) in pendingTimers { timerRows.add(isDelete: !isSet) { $0.append(contentsOf: key) } }
        pendingTimers.removeAll(keepingCapacity: true)

        var index = CellBatch()
        timerRows.write(to: &index)
        taskRows.write(to: &index)
        frozen = dirty
        dirty = []
        dirty.reserveCapacity(frozen.count)
        table.grown = 0
        movedSinceFreeze = false
        frozenCells = cells
        if !frozen.isEmpty { cellBytes = min(max(256, cells.byteCount / frozen.count + 16), 4_096) }
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
        for (index, entry) in frozen.enumerated() {
            if index + 8 < frozen.count { table.willTouch(frozen[index + 8]) }
            if index + 4 < frozen.count { table.willProbe(hash: frozen[index + 4].pointee.hash) }
            entry.pointee.isFrozen = false
            if entry.pointee.isDirty { continue }
            // Hardly an event comes for an instance that has ended: the store has it, and the others stay close together.
            if !entry.pointee.isLive || entry.pointee.instance.status.hasEnded { table.remove(entry) }
        }
        frozen.removeAll(keepingCapacity: true)
        // The log has let the checkpoint go: the next one finds memory that need not be cleared first.
        swap(&frozenCells, &spareCells)
        spareCells.removeAll(keeping: settings.dirtyBytes / 2 / log.partitions.count)
        committedGeneration = generation - 1
        timers.committed(committedGeneration)
    }

    /// The mark of a fed topic's partition in the last checkpoint; nil: nothing of it was fed.
    func frozenMark(of origin: FeedOrigin, partition: Int) -> Int64? {
        frozenFeeds.first { $0.topic == origin.number && $0.partition == UInt32(partition) }?.mark
    }

    /// Keeps about this much memory of what is committed.
    func evict(to limit: Int) { table.evict(to: limit) }

    /// Nothing changed here: what was only looked at need not be kept.
    func forget(to limit: Int) {
        table.grown = 0
        evict(to: limit)
    }

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
                cells.delete(entry.pointee.instance.id.span.withUnsafeBytes { CellKey.instance($0) })
            }
            entry.pointee.stored.exists = false
            entry.pointee.stored.cellHash = StateHash()
            return
        }
        let isFirst = entry.pointee.isNew
        entry.pointee.isNew = false
        let limit = Instance.inlineLimit(steps: entry.pointee.instance.steps.count)
        let new = entry.pointee.instance.id.span.withUnsafeBytes { id in
            cells.put(kind: CellKey.Kind.instance.rawValue, id: id) { writer in
                Instance.encode(InstanceTable.instance(of: entry), to: &writer, isFirst: isFirst) { slot, value in
                    setCell(CellKey.value(id, slot: slot), Array(value))
                }
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
        let hasTimers = entry.pointee.isLive && !entry.pointee.instance.timers.isEmpty
        if hasTimers || !entry.pointee.stored.timers.isEmpty { freezeTimers(entry, &timerRows) }
        // An instance whose steps have all settled has no task: most have ended by their first checkpoint.
        let mayHaveTasks = entry.pointee.isLive && entry.pointee.instance.unsettled > 0
        if mayHaveTasks || !entry.pointee.stored.tasks.isEmpty { freezeTasks(entry, &taskRows) }
    }

    private func freezeTimers(_ entry: UnsafeMutablePointer<InstanceEntry>, _ rows: inout IndexRows) {
        if entry.pointee.stored.timers.isEmpty {
            // As nearly always: most instances have ended by their first checkpoint.
            entry.pointee.instance.id.span.withUnsafeBytes { id in
                for index in entry.pointee.instance.timers.indices {
                    let timer = entry.pointee.instance.timers[index]
                    rows.add(isDelete: false) { CellKey.append(timer: timer.id, due: timer.due, id: id, to: &$0) }
                }
            }
            entry.pointee.stored.timers = entry.pointee.instance.timers
            return
        }
        let now = entry.pointee.isLive ? entry.pointee.instance.timers : []
        let then = entry.pointee.stored.timers
        if now == then { return }
        entry.pointee.instance.id.span.withUnsafeBytes { id in
            for timer in then where !now.contains(timer) {
                rows.add(isDelete: true) { CellKey.append(timer: timer.id, due: timer.due, id: id, to: &$0) }
            }
            for timer in now where !then.contains(timer) {
                rows.add(isDelete: false) { CellKey.append(timer: timer.id, due: timer.due, id: id, to: &$0) }
            }
        }
        entry.pointee.stored.timers = now
    }

    private func freezeTasks(_ entry: UnsafeMutablePointer<InstanceEntry>, _ rows: inout IndexRows) {
        let now = entry.pointee.isLive ? pendingTasks(of: entry) : []
        let then = entry.pointee.stored.tasks
        if now == then { return }
        entry.pointee.instance.id.span.withUnsafeBytes { id in
            for task in then where !now.contains(task) {
                rows.add(isDelete: true) {
                    CellKey.append(task: task.queue, ready: task.ready, id: id, step: task.step, to: &$0)
                }
            }
            for task in now where !then.contains(task) {
                rows.add(isDelete: false) {
                    CellKey.append(task: task.queue, ready: task.ready, id: id, step: task.step, to: &$0)
                }
            }
        }
        entry.pointee.stored.tasks = now
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
        removePendingCells()
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
            entry.pointee.instance.id.span.withUnsafeBytes { id in
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
