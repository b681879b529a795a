package import SluiceKernel

/// Passes everything on to the host, and keeps what was asked of it.
extension ReplayChecker: FoldHost {
    package func find(_ id: UnsafeRawBufferPointer) -> UnsafeMutablePointer<Instance>? { host.find(id) }

    package func insert(_ start: InstanceStart) -> UnsafeMutablePointer<Instance> {
        effects.append(.inserted(Array(start.id)))
        return host.insert(start)
    }

    package func changed(_ instance: UnsafeMutablePointer<Instance>) {
        isMarked = true
        host.changed(instance)
    }

    package func remove(_ instance: UnsafeMutablePointer<Instance>) {
        effects.append(.removed(instance.pointee.id))
        host.remove(instance)
    }

    package func earlySignals(_ id: UnsafeRawBufferPointer) -> EarlySignals? { host.earlySignals(id) }

    package func setEarlySignals(_ id: UnsafeRawBufferPointer, _ signals: EarlySignals?) {
        effects.append(.earlySignals(Array(id), signals))
        host.setEarlySignals(id, signals)
    }

    package func putHistory(_ instance: UnsafeMutablePointer<Instance>, block: UInt32, _ bytes: [UInt8]) {
        effects.append(.history(instance.pointee.id, block: block, bytes))
        host.putHistory(instance, block: block, bytes)
    }

    package func dropHistory(_ instance: UnsafeMutablePointer<Instance>, block: UInt32) {
        effects.append(.history(instance.pointee.id, block: block, nil))
        host.dropHistory(instance, block: block)
    }

    package func putDefinition(_ sequence: Int64, document: UnsafeRawBufferPointer) {
        effects.append(.definition(sequence, Array(document)))
        host.putDefinition(sequence, document: document)
    }

    package func program(_ sequence: Int64) -> GraphProgram? { host.program(sequence) }

    package func learn(_ sequence: Int64, document: UnsafeRawBufferPointer) throws -> (name: String, version: UInt32) {
        try host.learn(sequence, document: document)
    }

    package func taskReady(_ instance: UnsafeMutablePointer<Instance>, _ program: GraphProgram, step: Int) {
        effects.append(
            .taskReady(instance.pointee.id, step: step, attempt: instance.pointee.steps[step].attempt))
        host.taskReady(instance, program, step: step)
    }

    package func taskGone(
        _ instance: UnsafeMutablePointer<Instance>, _ program: GraphProgram, step: Int, cancel: Bool
    ) {
        effects.append(
            .taskGone(
                instance.pointee.id, step: step, attempt: instance.pointee.steps[step].attempt, cancel: cancel))
        host.taskGone(instance, program, step: step, cancel: cancel)
    }

    package func timerSet(_ id: UnsafeRawBufferPointer, _ timer: InstanceTimer) {
        effects.append(.timerSet(Array(id), timer))
        host.timerSet(id, timer)
    }

    package func timerCleared(_ id: UnsafeRawBufferPointer, _ timer: InstanceTimer) {
        effects.append(.timerCleared(Array(id), timer))
        host.timerCleared(id, timer)
    }

    package func ended(_ instance: UnsafeMutablePointer<Instance>, _ program: GraphProgram) {
        effects.append(.ended(instance.pointee.id, instance.pointee.status))
        host.ended(instance, program)
    }

    package func failed(
        _ instance: UnsafeMutablePointer<Instance>, _ program: GraphProgram, step: Int?, _ failure: TaskFailure,
        _ consequence: FailureConsequence
    ) {
        host.failed(instance, program, step: step, failure, consequence)
    }

    package func deadLetter(_ reason: String, _ event: Event) {
        effects.append(.deadLetter(reason, kind: event.kind, id: Array(event.instance)))
        host.deadLetter(reason, event)
    }

    package func answer(_ address: ReplyAddress, _ answer: Answer) {
        effects.append(FoldEffect.answer(address, answer))
        host.answer(address, answer)
    }

    package func send(_ event: Event, to partition: UInt32, number: UInt64) {
        effects.append(.sent(event, to: partition, number: number))
        host.send(event, to: partition, number: number)
    }

    package func publish(_ record: PublishedRecord) {
        effects.append(.published(PublishedCopy(record)))
        host.publish(record)
    }
}
