import SluiceKernel

extension PartitionLane: FoldHost {
    func find(_ id: UnsafeRawBufferPointer) -> UnsafeMutablePointer<Instance>? {
        let hash = upcoming.hash(of: id)
        if let entry = table.find(id, hash: hash) {
            touched = entry
            return entry.pointee.isLive ? InstanceTable.instance(of: entry) : nil
        }
        missed = (id, hash)
        return lookups.withAnswer(for: id) { answer -> UnsafeMutablePointer<Instance>? in
            switch answer {
            case .absent: return nil
            case .value(let cell): return load(id, hash, cell)
            case .unknown:
                lookup.removeAll(keepingCapacity: true)
                CellKey.append(instance: id, to: &lookup)
                guard let cell = log.get(partition, lookup) else { return nil }
                return cell.withUnsafeBytes { load(id, hash, $0) }
            }
        }
    }

    /// Puts an instance that the store has into the table.
    private func load(
        _ id: UnsafeRawBufferPointer, _ hash: UInt64, _ cell: UnsafeRawBufferPointer
    ) -> UnsafeMutablePointer<Instance>? {
        do {
            let instance = try Instance(id: id, cell: cell) { slot throws(CodecError) in
                guard let value = self.cell(CellKey.value(id, slot: slot)) else {
                    throw CodecError("no cell for value \(slot)", at: 0)
                }
                return value
            }
            missed = nil
            let entry = table.insert(hash: hash)
            entry.pointee.instance = instance
            table.measure(entry)
            touched = entry
            let key = CellKey.instance(id)
            entry.pointee.stored = StoredShape(
                exists: true, cellHash: key.withUnsafeBytes { StateHash.cell(key: $0, value: cell) },
                timers: entry.pointee.instance.timers,
                tasks: pendingTasks(of: entry))
            return InstanceTable.instance(of: entry)
        } catch {
            fault = .damaged(partition: partition, what: "instance \(String(decoding: id, as: UTF8.self)): \(error)")
            return nil
        }
    }

    func insert(_ start: InstanceStart) -> UnsafeMutablePointer<Instance> {
        statistics.instancesStarted += 1
        let entry: UnsafeMutablePointer<InstanceEntry>
        if let missed, missed.id.baseAddress == start.id.baseAddress, missed.id.count == start.id.count {
            // The fold has just asked for it.
            entry = table.insert(hash: missed.hash)
        } else {
            let hash = InstanceTable.hash(start.id)
            // Removed, and its cells not deleted yet: the new life takes the place over.
            entry = table.find(start.id, hash: hash) ?? table.insert(hash: hash)
        }
        missed = nil
        entry.pointee.isLive = true
        entry.pointee.isNew = true
        entry.pointee.instance.begin(start)
        touched = entry
        changed(InstanceTable.instance(of: entry))
        return InstanceTable.instance(of: entry)
    }

    func changed(_ instance: UnsafeMutablePointer<Instance>) {
        let entry = InstanceTable.entry(of: instance)
        if entry.pointee.isDirty { return }
        entry.pointee.isDirty = true
        dirty.append(entry)
    }

    func remove(_ instance: UnsafeMutablePointer<Instance>) {
        statistics.instancesPurged += 1
        changed(instance)
        let entry = InstanceTable.entry(of: instance)
        entry.pointee.isLive = false
        let value = instance.pointee
        let limit = Instance.inlineLimit(steps: value.steps.count)
        value.id.withUnsafeBytes { id in
            if Int(value.inputLength) > limit { setCell(CellKey.value(id, slot: 0), nil) }
            for (index, step) in value.steps.enumerated() where Int(step.valueLength) > limit {
                setCell(CellKey.value(id, slot: UInt16(index + 1)), nil)
            }
            let full = value.history.count / History.blockEntries
            let kept = max(1, (program(of: value.definition)?.settings.historyLimit ?? 0) / History.blockEntries)
            for block in (full > kept ? full - kept : 0)..<full {
                setCell(CellKey.history(id, incarnation: value.incarnation, block: block), nil)
            }
        }
    }

    func earlySignals(_ id: UnsafeRawBufferPointer) -> EarlySignals? {
        guard let cell = cell(CellKey.earlySignals(id)) else { return nil }
        do {
            return try cell.withUnsafeBytes { try EarlySignals(cell: $0) }
        } catch {
            fault = .damaged(
                partition: partition, what: "early signals of \(String(decoding: id, as: UTF8.self)): \(error)")
            return nil
        }
    }

    func setEarlySignals(_ id: UnsafeRawBufferPointer, _ signals: EarlySignals?) {
        setCell(CellKey.earlySignals(id), signals?.encode())
    }

    func putHistory(_ instance: UnsafeMutablePointer<Instance>, block: UInt32, _ bytes: [UInt8]) {
        setCell(historyKey(instance, block), bytes)
    }

    func dropHistory(_ instance: UnsafeMutablePointer<Instance>, block: UInt32) {
        setCell(historyKey(instance, block), nil)
    }

    func historyKey(_ instance: UnsafeMutablePointer<Instance>, _ block: UInt32) -> [UInt8] {
        instance.pointee.id.span.withUnsafeBytes {
            CellKey.history($0, incarnation: instance.pointee.incarnation, block: block)
        }
    }

    func putDefinition(_ sequence: Int64, document: UnsafeRawBufferPointer) {
        setCell(CellKey.definition(sequence), Array(document))
    }

    func program(_ sequence: Int64) -> GraphProgram? { program(of: sequence) }

    func learn(_ sequence: Int64, document: UnsafeRawBufferPointer) throws -> (name: String, version: UInt32) {
        let definition = try registry.learn(document)
        return (definition.name, definition.version)
    }

    func timerSet(_ id: UnsafeRawBufferPointer, _ timer: InstanceTimer) {
        if case .earlySignals = timer.id.kind { noteEarlyTimer(Array(id), timer, isSet: true) }
        timers.add(timer, of: id, clock: fold.context.clock, generation: generation)
    }

    func timerCleared(_ id: UnsafeRawBufferPointer, _ timer: InstanceTimer) {
        // The queue finds out when the timer comes up; the index follows from the instance at the next freeze.
        if case .earlySignals = timer.id.kind { noteEarlyTimer(Array(id), timer, isSet: false) }
    }

    /// The last word on a timer since the freeze counts: one set and cleared must not come back.
    private func noteEarlyTimer(_ id: [UInt8], _ timer: InstanceTimer, isSet: Bool) {
        pendingTimers[CellKey.timer(due: timer.due, id: id, timer: timer.id)] = isSet
    }

    func ended(_ instance: UnsafeMutablePointer<Instance>, _ program: GraphProgram) {
        statistics.instancesEnded += 1
        appendOutcome(instance, program)
    }

    func failed(
        _ instance: UnsafeMutablePointer<Instance>, _ program: GraphProgram, step: Int?, _ failure: TaskFailure,
        _ consequence: FailureConsequence
    ) {
        failures?.failed(instance, program, step: step, failure, consequence)
    }

    func deadLetter(_ reason: String, _ event: Event) {
        var data = UnsafeRawBufferPointer(start: nil, count: 0)
        var names: [(header: String, value: UnsafeRawBufferPointer)] = []
        var task: TaskReference?
        switch event {
        case .refused(let event): return appendDeadLetter(reason, event)
        case .started(let event):
            data = event.input
            names = [("sluice_workflow", event.definition)]
        case .signaled(let event):
            data = event.data
            names = [("sluice_signal", event.name)]
        case .taskSucceeded(let event):
            data = event.value
            task = event.task
        case .define(let event): data = event.document
        case .command(let event):
            names = [("sluice_command", event.command.name)]
            switch event.command {
            case .cancel(let reason): if !reason.isEmpty { names.append(("sluice_cancel_reason", reason)) }
            case .redrive(let step): if !step.isEmpty { names.append(("sluice_step", step)) }
            case .skip(let step, let value):
                names.append(("sluice_step", step))
                data = value
            }
        case .taskFailed(let event): task = event.task
        case .taskUnderWay(let event): task = event.task
        case .question, .clock, .activate: break
        }
        let key = task?.key ?? []
        key.withUnsafeBytes { key in
            if task != nil { names.append(("sluice_task", key)) }
            appendDeadLetter(reason, instance: event.instance, kind: "\(event.kind)", data: data, names: names)
        }
    }
}
