import SluiceKernel

/// The host of a second application: plain memory, with the programs and the learning of the first one's host.
final class ReplayHost: FoldHost {
    private let memory: MemoryFoldHost
    private unowned let host: any FoldHost

    init(_ memory: MemoryFoldHost, host: any FoldHost) {
        self.memory = memory
        self.host = host
    }

    func find(_ id: UnsafeRawBufferPointer) -> UnsafeMutablePointer<Instance>? { memory.find(id) }
    func insert(_ start: InstanceStart) -> UnsafeMutablePointer<Instance> { memory.insert(start) }
    func changed(_ instance: UnsafeMutablePointer<Instance>) {}
    func remove(_ instance: UnsafeMutablePointer<Instance>) { memory.remove(instance) }
    func earlySignals(_ id: UnsafeRawBufferPointer) -> EarlySignals? { memory.earlySignals(id) }

    func setEarlySignals(_ id: UnsafeRawBufferPointer, _ signals: EarlySignals?) { memory.setEarlySignals(id, signals) }

    func putHistory(_ instance: UnsafeMutablePointer<Instance>, block: UInt32, _ bytes: [UInt8]) {
        memory.putHistory(instance, block: block, bytes)
    }

    func dropHistory(_ instance: UnsafeMutablePointer<Instance>, block: UInt32) {
        memory.dropHistory(instance, block: block)
    }

    func putDefinition(_ sequence: Int64, document: UnsafeRawBufferPointer) {
        memory.effects.append(.definition(sequence, Array(document)))
    }

    func program(_ sequence: Int64) -> GraphProgram? { host.program(sequence) }

    func learn(_ sequence: Int64, document: UnsafeRawBufferPointer) throws -> (name: String, version: UInt32) {
        try host.learn(sequence, document: document)
    }

    func taskReady(_ instance: UnsafeMutablePointer<Instance>, _ program: GraphProgram, step: Int) {
        memory.taskReady(instance, program, step: step)
    }

    func taskGone(_ instance: UnsafeMutablePointer<Instance>, _ program: GraphProgram, step: Int, cancel: Bool) {
        memory.taskGone(instance, program, step: step, cancel: cancel)
    }

    func timerSet(_ id: UnsafeRawBufferPointer, _ timer: InstanceTimer) { memory.timerSet(id, timer) }
    func timerCleared(_ id: UnsafeRawBufferPointer, _ timer: InstanceTimer) { memory.timerCleared(id, timer) }
    func ended(_ instance: UnsafeMutablePointer<Instance>, _ program: GraphProgram) { memory.ended(instance, program) }
    func failed(
        _ instance: UnsafeMutablePointer<Instance>, _ program: GraphProgram, step: Int?, _ failure: TaskFailure,
        _ consequence: FailureConsequence
    ) {}

    func deadLetter(_ reason: String, _ event: Event) { memory.deadLetter(reason, event) }
    func answer(_ address: ReplyAddress, _ answer: Answer) { memory.answer(address, answer) }
    func send(_ event: Event, to partition: UInt32, number: UInt64) {
        memory.send(event, to: partition, number: number)
    }
    func publish(_ record: PublishedRecord) { memory.publish(record) }
}
