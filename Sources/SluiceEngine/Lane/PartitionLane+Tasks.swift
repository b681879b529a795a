import SluiceKernel

extension PartitionLane {
    func taskReady(_ instance: UnsafeMutablePointer<Instance>, _ program: GraphProgram, step: Int) {
        guard isLive else { return }
        tasks.add(
            TaskQueues.Ready(
                id: instance.pointee.id, incarnation: instance.pointee.incarnation, step: UInt16(step),
                attempt: instance.pointee.steps[step].attempt),
            to: program.queue(step: step), isOfQueue: program.settings(ofTask: step).queue != nil,
            limit: settings.waitingTasks, generation: generation)
    }

    func taskGone(_ instance: UnsafeMutablePointer<Instance>, _ program: GraphProgram, step: Int, cancel: Bool) {
        let attempt = instance.pointee.steps[step].attempt
        let key = TaskQueues.key(instance, step: step, attempt: attempt)
        guard tasks.inFlight.remove(key) != nil, cancel else { return }
        dispatcher.cancel(identity(instance, step: step))
    }

    func identity(_ instance: UnsafeMutablePointer<Instance>, step: Int) -> TaskIdentity {
        let state = instance.pointee.steps[step]
        return TaskIdentity(
            instance: instance.pointee.id, incarnation: instance.pointee.incarnation, step: UInt16(step),
            pass: state.pass,
            attempt: state.attempt)
    }

    /// What the dispatcher needs of an attempt; nil when its inputs cannot be computed, which has been reported then.
    private func request(
        _ instance: UnsafeMutablePointer<Instance>, _ program: GraphProgram, step: Int
    ) -> TaskRequest? {
        do throws(TaskFailure) {
            let state = instance.pointee.steps[step]
            return try instance.pointee.id.span.bytes.withUnsafeBytes { id throws(TaskFailure) in
                try TaskRequest(
                    partition: partition, queue: program.queue(step: step), timeout: program.timeout(step: step),
                    attempt: TaskReference(
                        instance: id, incarnation: instance.pointee.incarnation, step: UInt16(step), pass: state.pass,
                        attempt: state.attempt),
                    capacity: Int(instance.pointee.inputLength) + 8
                ) { bytes throws(TaskFailure) in
                    try program.appendInputs(of: step, instance, fold.context, to: &bytes)
                }
            }
        } catch {
            // The attempt fails at once, through the log like any other failure.
            report(error, identity(instance, step: step))
            return nil
        }
    }

    /// Appends a failure of an attempt that never ran.
    func report(_ failure: TaskFailure, _ identity: TaskIdentity) {
        var writer = RecordWriter()
        identity.withReference { reference in
            Array(failure.type.utf8).withUnsafeBytes { type in
                Array(failure.message.utf8).withUnsafeBytes { message in
                    let event = TaskFailedEvent(task: reference, type: type, message: message, isNonRetriable: true)
                    writer.append(.taskFailed(event))
                }
            }
        }
        outbox.append(AppendRecord(partition: partition, value: writer.take()))
    }

    /// What is handed over at once, bytes: a pool then says anew how much room it has.
    private static let handover = 1 << 20

    /// Whether a line is of a queue: its first task tells, where it came from the store.
    private func isOfQueue(_ index: Int) -> Bool {
        if let known = tasks.lines[index].isOfQueue { return known }
        if tasks.lines[index].count == 0 { page(index) }
        while let ready = tasks.lines[index].first {
            if let (_, program) = stillPending(ready, in: tasks.lines[index].queue) {
                let isOfQueue = program.settings(ofTask: Int(ready.step)).queue != nil
                tasks.lines[index].isOfQueue = isOfQueue
                return isOfQueue
            }
            _ = tasks.lines[index].popFirst()
        }
        return false
    }

    /// Hands out what waits, as far as the pools and the queues have room, and until their instances have brought more than
    /// `room` bytes in.
    ///
    /// - Parameter publishes: whether anything goes to queues.
    func pumpTasks(room bytesLeft: Int, publishes: Bool) {
        isCutShort = false
        guard isLive else { return }
        let most = heldBytes + max(0, bytesLeft)
        for place in tasks.lines.indices {
            let index = (tasks.first + place) % tasks.lines.count
            let queue = tasks.lines[index].queue
            guard tasks.lines[index].count > 0 || tasks.lines[index].overflow else { continue }
            let isOffered = dispatcher.offers(queue)
            guard isOffered || publishes && isOfQueue(index) else { continue }
            var room = isOffered ? dispatcher.room(queue, for: waker) : publisher.room(queue)
            while room > 0 {
                if tasks.lines[index].count == 0 { page(index) }
                guard fault == nil, tasks.lines[index].count > 0 else { break }
                if isOffered {
                    room = dispatch(from: index, room: room, until: most)
                } else {
                    publishTasks(from: index, until: most)
                    room = publisher.room(queue)
                }
                if heldBytes > most {
                    isCutShort = true
                    tasks.first = (index + 1) % tasks.lines.count
                    return
                }
                if tasks.lines[index].count == 0 && !tasks.lines[index].overflow { break }
            }
        }
    }

    /// Hands out what waits in a line.
    ///
    /// - Returns: how much room there is then.
    private func dispatch(from index: Int, room: Int, until most: Int) -> Int {
        let (requests, bytes) = take(from: index, limit: room, until: most)
        if requests.isEmpty { return room }
        statistics.tasksDispatched += UInt64(requests.count)
        dispatcher.run(requests)
        return bytes < PartitionLane.handover
            ? room - requests.count : dispatcher.room(tasks.lines[index].queue, for: waker)
    }

    /// Takes what is still pending from a line: at least one of it, so that it goes on, whatever that brings in.
    private func take(from index: Int, limit: Int, until most: Int) -> (requests: [TaskRequest], bytes: Int) {
        var requests: [TaskRequest] = []
        requests.reserveCapacity(min(limit, tasks.lines[index].count))
        var bytes = 0
        let queue = tasks.lines[index].queue
        while requests.count < limit, bytes < PartitionLane.handover, let ready = tasks.lines[index].popFirst() {
            if let (instance, program) = stillPending(ready, in: queue) {
                let step = Int(ready.step)
                let key = TaskQueues.key(instance, step: step, attempt: instance.pointee.steps[step].attempt)
                if tasks.inFlight.insert(key).inserted, let request = request(instance, program, step: step) {
                    bytes += request.byteCount
                    requests.append(request)
                }
            }
            if heldBytes > most { break }
        }
        return (requests, bytes)
    }

    /// The instance of a task that waited, if that attempt is still due to run; of one that comes from the store, whichever
    /// attempt of that task is.
    func stillPending(
        _ ready: TaskQueues.Ready, in queue: UInt64
    ) -> (UnsafeMutablePointer<Instance>, GraphProgram)? {
        guard let instance = ready.id.withUnsafeBytes({ find($0) }), Int(ready.step) < instance.pointee.steps.count
        else { return nil }
        let state = instance.pointee.steps[Int(ready.step)]
        guard case .pending = state.phase else { return nil }
        if let attempt = ready.attempt {
            guard attempt == state.attempt, ready.incarnation == instance.pointee.incarnation else { return nil }
        }
        guard let program = program(of: instance.pointee.definition) else { return nil }
        // A later life of the id may be of another workflow, whose step with this number is another task.
        guard program.queue(step: Int(ready.step)) == queue else { return nil }
        return (instance, program)
    }

    /// Brings pending tasks of a queue in from the store's index. Their instances stay there until their turn comes.
    private func page(_ index: Int) {
        guard tasks.lines[index].overflow else { return }
        let queue = tasks.lines[index].queue
        var end = [CellKey.Kind.taskIndex.rawValue]
        if queue == .max { end[0] += 1 } else { end.appendBigEndian(queue + 1) }
        let pass: TaskQueues.Pass
        if let begun = tasks.lines[index].pass {
            pass = begun
        } else {
            // Nothing new can have come into the index since the last look to its end.
            if tasks.lines[index].lookedAt == committedGeneration { return }
            var from = [CellKey.Kind.taskIndex.rawValue]
            from.appendBigEndian(queue)
            pass = TaskQueues.Pass(from: from, generation: committedGeneration)
        }
        var count = 0
        var next: [UInt8]?
        log.scan(partition, from: pass.from, to: end) { key, _ in
            guard let row = CellKey.task(from: key) else { return true }
            tasks.lines[index].append(
                TaskQueues.Ready(id: Array(row.id), incarnation: 0, step: row.step, attempt: nil))
            count += 1
            if count == settings.waitingTasks { next = Array(key) + [0] }
            return next == nil
        }
        if let next {
            tasks.lines[index].pass = TaskQueues.Pass(from: next, generation: pass.generation)
            return
        }
        // What came into the index during the pass may lie before the place that it had reached.
        tasks.lines[index].pass = nil
        tasks.lines[index].lookedAt = pass.generation
        if pass.generation >= tasks.lines[index].overflowGeneration { tasks.lines[index].overflow = false }
    }

    /// The pending tasks of an instance, as the index lists them.
    func pendingTasks(of entry: UnsafeMutablePointer<InstanceEntry>) -> [DerivedIndex.PendingTask] {
        let instance = InstanceTable.instance(of: entry)
        return DerivedIndex.pendingTasks(of: instance) { step in
            program(of: instance.pointee.definition)?.queue(step: step)
        }
    }
}
