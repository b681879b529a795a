import SluiceKernel

extension PartitionLane {
    func taskReady(_ instance: UnsafeMutablePointer<Instance>, _ program: GraphProgram, step: Int) {
        guard isLive else { return }
        let queue = program.task(step: step).queue
        let state = instance.pointee.steps[step]
        let key = TaskQueues.key(
            instance.pointee.id, incarnation: instance.pointee.incarnation, step: UInt16(step), attempt: state.attempt)
        if tasks.inFlight.contains(key) { return }
        let line = tasks.line(queue)
        if line.count == 0 && !line.overflow {
            if !dispatcher.offers(queue) { return tasks.mayWaitInStore(queue, generation: generation) }
            if dispatch(instance, program, step: step, key: key) { return }
        }
        if !line.overflow && line.count < settings.waitingTasks {
            tasks.lines[queue]!.append(
                TaskQueues.Ready(
                    id: instance.pointee.id, incarnation: instance.pointee.incarnation, step: UInt16(step),
                    attempt: state.attempt))
        } else {
            tasks.mayWaitInStore(queue, generation: generation)
        }
    }

    func taskGone(_ instance: UnsafeMutablePointer<Instance>, _ program: GraphProgram, step: Int, cancel: Bool) {
        let attempt = instance.pointee.steps[step].attempt
        let key = TaskQueues.key(
            instance.pointee.id, incarnation: instance.pointee.incarnation, step: UInt16(step), attempt: attempt)
        guard tasks.inFlight.remove(key) != nil, cancel else { return }
        dispatcher.cancel(identity(instance, step: step))
    }

    private func identity(_ instance: UnsafeMutablePointer<Instance>, step: Int) -> TaskIdentity {
        let state = instance.pointee.steps[step]
        return TaskIdentity(
            instance: instance.pointee.id, incarnation: instance.pointee.incarnation, step: UInt16(step), pass: state.pass,
            attempt: state.attempt)
    }

    /// Hands the attempt to the dispatcher. False: its pool is full.
    private func dispatch(
        _ instance: UnsafeMutablePointer<Instance>, _ program: GraphProgram, step: Int, key: UInt64
    ) -> Bool {
        let task = program.task(step: step)
        var payload: [UInt8] = []
        if let failure = program.payload(of: step, instance, fold.context, into: &payload) {
            // The expression failed: the attempt fails at once, through the log like any other failure.
            tasks.inFlight.insert(key)
            report(failure, identity(instance, step: step))
            return true
        }
        let request = TaskRequest(
            partition: partition, queue: task.queue, identity: identity(instance, step: step),
            timeout: task.settings.timeout, payload: payload)
        guard dispatcher.run(request, for: waker) else { return false }
        tasks.inFlight.insert(key)
        statistics.tasksDispatched += 1
        return true
    }

    /// Appends a failure of an attempt that never ran.
    private func report(_ failure: TaskFailure, _ identity: TaskIdentity) {
        var writer = RecordWriter()
        identity.instance.withUnsafeBytes { id in
            Array(failure.type.utf8).withUnsafeBytes { type in
                Array(failure.message.utf8).withUnsafeBytes { message in
                    let reference = TaskReference(
                        instance: id, incarnation: identity.incarnation, step: identity.step, pass: identity.pass,
                        attempt: identity.attempt)
                    let event = TaskFailedEvent(task: reference, type: type, message: message, isNonRetriable: true)
                    writer.append(.taskFailed(event))
                }
            }
        }
        outbox.append(AppendRecord(partition: partition, value: writer.take()))
    }

    /// Hands out what waits, as far as the pools have room. Returns whether anything still waits.
    func pumpTasks() {
        guard isLive else { return }
        for queue in tasks.order {
            guard var line = tasks.lines[queue], line.count > 0 || line.overflow, dispatcher.offers(queue) else { continue }
            if line.count == 0 { page(queue, &line) }
            while let ready = line.popFirst() {
                guard let (instance, program) = stillPending(ready) else { continue }
                let key = TaskQueues.key(
                    ready.id, incarnation: ready.incarnation, step: ready.step, attempt: ready.attempt)
                if tasks.inFlight.contains(key) { continue }
                tasks.lines[queue] = line
                guard dispatch(instance, program, step: Int(ready.step), key: key) else {
                    line.putBack()
                    if line.head == 0 && line.waiting.isEmpty { line.append(ready) }
                    break
                }
                if line.count == 0 && line.overflow { page(queue, &line) }
            }
            tasks.lines[queue] = line
        }
    }

    private func stillPending(_ ready: TaskQueues.Ready) -> (UnsafeMutablePointer<Instance>, GraphProgram)? {
        guard let instance = ready.id.withUnsafeBytes({ find($0) }), instance.pointee.incarnation == ready.incarnation,
            Int(ready.step) < instance.pointee.steps.count
        else { return nil }
        let state = instance.pointee.steps[Int(ready.step)]
        guard state.phase == .pending, state.attempt == ready.attempt else { return nil }
        return program(of: instance.pointee.definition).map { (instance, $0) }
    }

    /// Brings pending tasks of a queue in from the store's index.
    private func page(_ queue: UInt64, _ line: inout TaskQueues.Line) {
        var from = [CellKey.Kind.taskIndex.rawValue]
        from.appendBigEndian(queue)
        var end = [CellKey.Kind.taskIndex.rawValue]
        if queue == .max { end[0] += 1 } else { end.appendBigEndian(queue + 1) }
        var rows: [(id: [UInt8], step: UInt16, ready: Int64)] = []
        var skipped = 0
        log.scan(partition, from: from, to: end) { key, _ in
            guard let row = CellKey.task(from: key) else { return true }
            rows.append((Array(row.id), row.step, row.ready))
            return rows.count < settings.waitingTasks + tasks.inFlight.count
        }
        let reachedEnd = rows.count < settings.waitingTasks + tasks.inFlight.count
        for row in rows {
            guard line.count < settings.waitingTasks else {
                skipped += 1
                continue
            }
            guard let instance = row.id.withUnsafeBytes({ find($0) }), Int(row.step) < instance.pointee.steps.count
            else { continue }
            let state = instance.pointee.steps[Int(row.step)]
            guard state.phase == .pending else { continue }
            let key = TaskQueues.key(
                row.id, incarnation: instance.pointee.incarnation, step: row.step, attempt: state.attempt)
            if tasks.inFlight.contains(key) { continue }
            line.append(
                TaskQueues.Ready(
                    id: row.id, incarnation: instance.pointee.incarnation, step: row.step, attempt: state.attempt))
        }
        if reachedEnd && skipped == 0 && committedGeneration >= line.overflowGeneration { line.overflow = false }
    }

    /// The pending tasks of an instance, as the index lists them.
    func pendingTasks(of entry: UnsafeMutablePointer<InstanceEntry>) -> [DerivedIndex.PendingTask] {
        let instance = InstanceTable.instance(of: entry)
        return DerivedIndex.pendingTasks(of: instance.pointee) { step in
            program(of: instance.pointee.definition)?.task(step: step).queue
        }
    }
}
