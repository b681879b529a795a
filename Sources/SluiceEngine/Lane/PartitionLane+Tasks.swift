import SluiceKernel

extension PartitionLane {
    func taskReady(_ instance: UnsafeMutablePointer<Instance>, _ program: GraphProgram, step: Int) {
        guard isLive else { return }
        tasks.add(
            TaskQueues.Ready(
                id: instance.pointee.id, incarnation: instance.pointee.incarnation, step: UInt16(step),
                attempt: instance.pointee.steps[step].attempt),
            to: program.queue(step: step), limit: settings.waitingTasks, generation: generation)
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
            instance: instance.pointee.id, incarnation: instance.pointee.incarnation, step: UInt16(step),
            pass: state.pass,
            attempt: state.attempt)
    }

    /// What the dispatcher needs of an attempt; nil when its payload cannot be computed, which has been reported then.
    private func request(
        _ instance: UnsafeMutablePointer<Instance>, _ program: GraphProgram, step: Int
    ) -> TaskRequest? {
        var payload: [UInt8] = []
        if let failure = program.payload(of: step, instance, fold.context, into: &payload) {
            // The attempt fails at once, through the log like any other failure.
            report(failure, identity(instance, step: step))
            return nil
        }
        return TaskRequest(
            partition: partition, queue: program.queue(step: step), identity: identity(instance, step: step),
            timeout: program.timeout(step: step), payload: payload)
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

    /// The payloads that are handed over at once, bytes: a pool then says anew how much room it has.
    private static let handover = 1 << 20

    /// Hands out what waits, as far as the pools have room.
    func pumpTasks() {
        isCutShort = false
        guard isLive else { return }
        for index in tasks.lines.indices where tasks.lines[index].count > 0 || tasks.lines[index].overflow {
            let queue = tasks.lines[index].queue
            guard dispatcher.offers(queue) else { continue }
            var room = dispatcher.room(queue, for: waker)
            while room > 0 {
                if isCrowded {
                    isCutShort = true
                    return
                }
                if tasks.lines[index].count == 0 { page(index) }
                guard fault == nil, tasks.lines[index].count > 0 else { break }
                var requests: [TaskRequest] = []
                requests.reserveCapacity(min(room, tasks.lines[index].count))
                var bytes = 0
                while requests.count < room, bytes < PartitionLane.handover, !isCrowded,
                    let ready = tasks.lines[index].popFirst()
                {
                    guard let (instance, program) = stillPending(ready) else { continue }
                    let key = TaskQueues.key(
                        ready.id, incarnation: ready.incarnation, step: ready.step, attempt: ready.attempt)
                    guard tasks.inFlight.insert(key).inserted else { continue }
                    if let request = request(instance, program, step: Int(ready.step)) {
                        bytes += request.payload.count
                        requests.append(request)
                    }
                }
                // All that was taken was settled meanwhile: what is behind it must not wait for the next event.
                if requests.isEmpty { continue }
                statistics.tasksDispatched += UInt64(requests.count)
                dispatcher.run(requests)
                room = bytes < PartitionLane.handover ? room - requests.count : dispatcher.room(queue, for: waker)
                if tasks.lines[index].count == 0 && !tasks.lines[index].overflow { break }
            }
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
    private func page(_ index: Int) {
        guard tasks.lines[index].overflow else { return }
        let queue = tasks.lines[index].queue
        let overflowGeneration = tasks.lines[index].overflowGeneration
        // Nothing new can have come into the index since the last look to its end.
        if let looked = tasks.lines[index].lookedAt, looked == committedGeneration { return }
        var from = [CellKey.Kind.taskIndex.rawValue]
        from.appendBigEndian(queue)
        var end = [CellKey.Kind.taskIndex.rawValue]
        if queue == .max { end[0] += 1 } else { end.appendBigEndian(queue + 1) }
        let limit = settings.waitingTasks + tasks.inFlight.count
        while true {
            var rows: [(id: [UInt8], step: UInt16)] = []
            log.scan(partition, from: from, to: end) { key, _ in
                guard let row = CellKey.task(from: key) else { return true }
                rows.append((Array(row.id), row.step))
                if rows.count == limit { from = Array(key) + [0] }
                return rows.count < limit
            }
            let isComplete = append(rows, to: index) && rows.count < limit
            if isComplete { break }
            // The store is behind: if all of these are settled, others lie behind them.
            guard tasks.lines[index].count == 0, fault == nil else { return }
        }
        tasks.lines[index].lookedAt = committedGeneration
        if committedGeneration >= overflowGeneration { tasks.lines[index].overflow = false }
    }

    /// Puts those into their line that are pending and not handed out.
    ///
    /// - Returns: false when the line is full.
    private func append(_ rows: [(id: [UInt8], step: UInt16)], to index: Int) -> Bool {
        for row in rows {
            guard tasks.lines[index].count < settings.waitingTasks else { return false }
            // Each brings its instance in. One at least, so that it goes on.
            if isCrowded && tasks.lines[index].count > 0 { return false }
            guard let instance = row.id.withUnsafeBytes({ find($0) }), Int(row.step) < instance.pointee.steps.count
            else { continue }
            let state = instance.pointee.steps[Int(row.step)]
            guard state.phase == .pending else { continue }
            let key = TaskQueues.key(
                row.id, incarnation: instance.pointee.incarnation, step: row.step, attempt: state.attempt)
            if tasks.inFlight.contains(key) { continue }
            tasks.lines[index].append(
                TaskQueues.Ready(
                    id: row.id, incarnation: instance.pointee.incarnation, step: row.step, attempt: state.attempt))
        }
        return true
    }

    /// The pending tasks of an instance, as the index lists them.
    func pendingTasks(of entry: UnsafeMutablePointer<InstanceEntry>) -> [DerivedIndex.PendingTask] {
        let instance = InstanceTable.instance(of: entry)
        return DerivedIndex.pendingTasks(of: instance) { step in
            program(of: instance.pointee.definition)?.queue(step: step)
        }
    }
}
