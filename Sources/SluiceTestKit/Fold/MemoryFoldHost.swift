package import SluiceKernel

/// A fold's host in plain memory: everything decoded, nothing bounded, every effect kept.
package final class MemoryFoldHost: FoldHost {
    private var instances: [[UInt8]: UnsafeMutablePointer<Instance>] = [:]
    private var early: [[UInt8]: EarlySignals] = [:]
    package private(set) var history: [[UInt8]: [UInt8]] = [:]
    private var programs: [Int64: GraphProgram] = [:]
    package var effects: [FoldEffect] = []
    private let compile: (UnsafeRawBufferPointer) throws -> GraphProgram
    /// What was set and not cleared, unordered. A timer that fires leaves it with ``takeDue(at:)``.
    package private(set) var timers: [(id: [UInt8], timer: InstanceTimer)] = []

    package init(compile: @escaping (UnsafeRawBufferPointer) throws -> GraphProgram) { self.compile = compile }

    deinit {
        // Freed one by one: the order does not matter.
        for instance in instances.values {
            instance.deinitialize(count: 1)
            instance.deallocate()
        }
    }

    /// The first timer due at `clock`, in the order of firing, taken out.
    package func takeDue(at clock: Int64) -> (id: [UInt8], timer: InstanceTimer)? {
        var best: Int?
        for index in timers.indices where timers[index].timer.due <= clock {
            if best.map({ precedes(timers[index], timers[$0]) }) ?? true { best = index }
        }
        return best.map { timers.remove(at: $0) }
    }

    private func precedes(
        _ left: (id: [UInt8], timer: InstanceTimer), _ right: (id: [UInt8], timer: InstanceTimer)
    ) -> Bool {
        if left.timer.due != right.timer.due { return left.timer.due < right.timer.due }
        if left.id != right.id { return left.id.lexicographicallyPrecedes(right.id) }
        return left.timer.id < right.timer.id
    }

    /// Ids of the instances that live, sorted.
    package var ids: [[UInt8]] { instances.keys.sorted { $0.lexicographicallyPrecedes($1) } }

    package var earlyIDs: [[UInt8]] { early.keys.sorted { $0.lexicographicallyPrecedes($1) } }

    package func lend(_ program: GraphProgram, _ sequence: Int64) { programs[sequence] = program }

    package func put(_ instance: Instance) {
        let place = instances[instance.id] ?? .allocate(capacity: 1)
        if instances[instance.id] != nil { place.deinitialize(count: 1) }
        place.initialize(to: instance)
        instances[instance.id] = place
    }

    package func put(_ signals: EarlySignals, for id: [UInt8]) { early[id] = signals }

    package func instance(_ id: String) -> Instance? { instances[Array(id.utf8)]?.pointee }

    // MARK: FoldHost

    package func find(_ id: UnsafeRawBufferPointer) -> UnsafeMutablePointer<Instance>? { instances[Array(id)] }

    package func insert(_ start: InstanceStart) -> UnsafeMutablePointer<Instance> {
        let id = Array(start.id)
        put(Instance(start))
        effects.append(.inserted(id))
        return instances[id]!
    }

    package func changed(_ instance: UnsafeMutablePointer<Instance>) {}

    package func remove(_ instance: UnsafeMutablePointer<Instance>) {
        let id = instance.pointee.id
        effects.append(.removed(id))
        instances[id] = nil
        instance.deinitialize(count: 1)
        instance.deallocate()
    }

    package func earlySignals(_ id: UnsafeRawBufferPointer) -> EarlySignals? { early[Array(id)] }

    package func setEarlySignals(_ id: UnsafeRawBufferPointer, _ signals: EarlySignals?) {
        early[Array(id)] = signals
        effects.append(.earlySignals(Array(id), signals))
    }

    package func putHistory(_ instance: UnsafeMutablePointer<Instance>, block: UInt32, _ bytes: [UInt8]) {
        history[key(instance, block)] = bytes
        effects.append(.history(instance.pointee.id, block: block, bytes))
    }

    package func dropHistory(_ instance: UnsafeMutablePointer<Instance>, block: UInt32) {
        history[key(instance, block)] = nil
        effects.append(.history(instance.pointee.id, block: block, nil))
    }

    private func key(_ instance: UnsafeMutablePointer<Instance>, _ block: UInt32) -> [UInt8] {
        instance.pointee.id.span.withUnsafeBytes {
            CellKey.history($0, incarnation: instance.pointee.incarnation, block: block)
        }
    }

    package func putDefinition(_ sequence: Int64, document: UnsafeRawBufferPointer) {
        programs[sequence] = try? compile(document)
        effects.append(.definition(sequence, Array(document)))
    }

    package func program(_ sequence: Int64) -> GraphProgram? { programs[sequence] }

    package func learn(_ sequence: Int64, document: UnsafeRawBufferPointer) throws -> (name: String, version: UInt32) {
        let program = try compile(document)
        return (program.definition.name, program.definition.version)
    }

    package func taskReady(_ instance: UnsafeMutablePointer<Instance>, _ program: GraphProgram, step: Int) {
        effects.append(
            .taskReady(instance.pointee.id, step: step, attempt: instance.pointee.steps[step].attempt))
    }

    package func taskGone(
        _ instance: UnsafeMutablePointer<Instance>, _ program: GraphProgram, step: Int, cancel: Bool
    ) {
        effects.append(
            .taskGone(
                instance.pointee.id, step: step, attempt: instance.pointee.steps[step].attempt, cancel: cancel))
    }

    package func timerSet(_ id: UnsafeRawBufferPointer, _ timer: InstanceTimer) {
        timers.append((Array(id), timer))
        effects.append(.timerSet(Array(id), timer))
    }

    package func timerCleared(_ id: UnsafeRawBufferPointer, _ timer: InstanceTimer) {
        if let index = timers.firstIndex(where: { $0.timer == timer && $0.id.elementsEqual(id) }) {
            timers.remove(at: index)
        }
        effects.append(.timerCleared(Array(id), timer))
    }

    package func ended(_ instance: UnsafeMutablePointer<Instance>, _ program: GraphProgram) {
        effects.append(.ended(instance.pointee.id, instance.pointee.status))
    }

    package func failed(
        _ instance: UnsafeMutablePointer<Instance>, _ program: GraphProgram, step: Int?, _ failure: TaskFailure,
        _ consequence: FailureConsequence
    ) {}

    package func deadLetter(_ reason: String, _ event: Event) {
        effects.append(.deadLetter(reason, kind: event.kind, id: Array(event.instance)))
    }

    package func answer(_ address: ReplyAddress, _ answer: Answer) {
        effects.append(FoldEffect.answer(address, answer))
    }

    package func send(_ event: Event, to partition: UInt32, number: UInt64) {
        effects.append(.sent(event, to: partition, number: number))
    }

    package func publish(_ record: PublishedRecord) { effects.append(.published(PublishedCopy(record))) }
}
