import SluiceKernel

extension PartitionLane {
    /// Notes which instances of a batch the store is to be asked for: before it is folded, for all its records in their order.
    func lookAhead(_ record: RecordBatch.Record, in batch: RecordBatch) {
        batch.withParts(of: record) { _, value, _ in
            guard let value else { return }
            upcoming.read(value, table)
            upcoming.forEachUnknown(in: table) { lookups.add($0) }
            upcoming.removeAll()
        }
    }

    /// Folds one record of this partition.
    func foldRecord(_ record: RecordBatch.Record, in batch: RecordBatch) throws(LaneFault) {
        statistics.records += 1
        movedSinceFreeze = true
        // A timer's id may lie where one of a record did that is gone.
        assert(upcoming.isEmpty)
        // One of before may be gone.
        touched = nil
        missed = nil
        fold.advanceClock(to: record.time, offset: record.offset)
        clockUnderWay = false
        deadLettersOfRecord = 0
        crash.slot?.transition(partition: partition, offset: record.offset)
        defer { crash.slot?.clear() }
        try fireTimers()
        batch.withParts(of: record) { key, value, headers in
            foldEntries(key: key, value: value, headers: headers)
        }
        if let fault { throw fault }
        next = record.offset + 1
        if !isLive && next >= catchUpTo { goLive() }
    }

    private func foldEntries(
        key: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer?, headers: UnsafeRawBufferPointer
    ) {
        recordHeaders = headers
        defer { recordHeaders = UnsafeRawBufferPointer(start: nil, count: 0) }
        guard let value else { return reject("a null value; events have JSON or engine records", key: key, value: nil) }
        if PublicRecord.isOne(value) { return foldPublic(key: key, value: value, headers: headers) }
        upcoming.read(value, table)
        defer { upcoming.removeAll() }
        // Neither changes while a record is folded; each look at them here would count them.
        let (fold, note) = (self.fold!, crash.slot)
        do throws(CodecError) {
            var reader = try RecordReader(value)
            var entry = -1
            while let (admission, logged) = try reader.next() {
                entry += 1
                upcoming.advance(table)
                note?.entry(entry)
                let event = translation?.translate(logged, admission, in: fold) ?? logged
                if !foldEntry(event, admission, entry, fold) { return }
            }
        } catch {
            reject("\(error)", key: key, value: value)
        }
    }

    /// A record of another client is one event.
    private func foldPublic(
        key: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer, headers: UnsafeRawBufferPointer
    ) {
        statistics.publicRecords += 1
        crash.slot?.entry(0)
        do throws(PublicRecordError) {
            try PublicRecord.withEvent(
                key: key, value: value, headers: headers, partition: partition, offset: fold.context.offset
            ) { _ = foldEntry($0, .direct, 0, fold) }
        } catch {
            reject(error.message, key: key, value: value)
        }
    }

    /// Returns false when the lane cannot go on.
    @inline(__always)
    private func foldEntry(_ event: Event, _ admission: Admission, _ entry: Int, _ fold: PartitionFold) -> Bool {
        statistics.events += 1
        if case .direct = admission, event.isRequest { requests += 1 }
        if isSetAside(entry) {
            fold.setAside(event, admission: admission)
            deadLetter(PartitionLane.setAsideReason, event)
            noteSetAside(entry)
            return true
        }
        let disposition = fold.apply(event, admission: admission)
        measureTouched()
        statistics.count(disposition, admission)
        switch disposition {
        case .beyond:
            if fault == nil {
                fault = .beyond(partition: partition, offset: next, what: "a newer release is needed")
            }
            return false
        case .gap:
            failures?.gap(in: partition, offset: fold.context.offset, admission)
            return true
        case .applied, .ignored, .rejected, .kept, .forwarded: return true
        }
    }

    /// Entries for other partitions go into the outbox.
    func flushChannels() { channels.flush(into: outbox) }

    func send(_ event: Event, to partition: UInt32, number: UInt64) {
        channels.add(event, to: partition, number: number, outbox)
    }

    private static let setAsideReason = "set aside: folding it ended the process \(CrashNotes.skipAfter) times"

    /// Whether this transition has ended its node too often.
    private func isSetAside(_ entry: Int) -> Bool {
        if crash.skipped.isEmpty { return false }
        return crash.skipped.contains(
            TransitionID(partition: partition, offset: fold.context.offset, entry: entry))
    }

    /// A replay reads this cell first, and sets the same aside.
    private func noteSetAside(_ entry: Int) {
        setCell(
            CellKey.skipped(offset: fold.context.offset, entry: entry), Array(PartitionLane.setAsideReason.utf8))
        statistics.skipped += 1
    }

    private func reject(_ reason: String, key: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer?) {
        statistics.rejected += 1
        appendDeadLetter(
            reason, instance: key, kind: "record", data: value ?? UnsafeRawBufferPointer(start: nil, count: 0))
    }

    private func fireTimers() throws(LaneFault) {
        let clock = fold.context.clock
        var fired = 0
        while fired < PartitionFold.maximumTimers {
            guard let key = timers.pop(dueAt: clock, load: timerRows) else { return }
            crash.slot?.entry(-1 - fired)
            if isSetAside(-1 - fired) {
                if setAside(key, number: -1 - fired) { fired += 1 }
                continue
            }
            let disposition = key.id.withUnsafeBytes {
                fold.fire(InstanceTimer(due: key.due, id: key.timer), of: $0)
            }
            measureTouched()
            if disposition == .beyond, let fault { throw fault }
            // A timer that was cleared in the meantime is not one: counting it would tell layers of state apart.
            if disposition == .ignored { continue }
            fired += 1
            statistics.timersFired += 1
        }
    }

    /// Sets a timer aside, if its instance still has it.
    private func setAside(_ key: TimerKey, number: Int) -> Bool {
        key.id.withUnsafeBytes { id in
            guard fold.setAside(InstanceTimer(due: key.due, id: key.timer), of: id) else { return false }
            appendDeadLetter(
                PartitionLane.setAsideReason, instance: id, kind: "timer",
                data: UnsafeRawBufferPointer(start: nil, count: 0))
            noteSetAside(number)
            return true
        }
    }
}
