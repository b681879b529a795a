import SluiceKernel

/// One partition of a lane: its fold, and the live state that the fold works on.
///
/// Layers of state: what is live here, the checkpoint that is being committed, the store. Confined to the lane's thread, and
/// what every event touches is accessed without a check at run time that nobody else does.
final class PartitionLane {
    let partition: Int
    let log: any LaneLog
    let eventLog: any EventLog
    let registry: DefinitionRegistry
    let dispatcher: any TaskDispatcher
    let waker: any Waker
    let outbox: Outbox
    /// Records that go out at once.
    let announcements: Outbox
    let publisher: TaskPublisher
    let crash: CrashWatch
    let settings: LaneSettings
    let failures: FailureLog?
    let translation: (any EventTranslation)?

    @exclusivity(unchecked) var fold: PartitionFold! = nil
    /// In tests: sees every application.
    private var checker: (any FoldChecker)?
    let table: InstanceTable
    /// Entries changed since the last freeze, in order of their first change.
    @exclusivity(unchecked) var dirty: [UnsafeMutablePointer<InstanceEntry>] = []
    /// The instance that the event being applied is about.
    @exclusivity(unchecked) var touched: UnsafeMutablePointer<InstanceEntry>?
    /// What was last looked for and is not in the table, while the event is applied that asked for it.
    @exclusivity(unchecked) var missed: (id: UnsafeRawBufferPointer, hash: UInt64)?
    /// Entries of the checkpoint under way.
    var frozen: [UnsafeMutablePointer<InstanceEntry>] = []
    /// Cells beside instance headers that changed since the last freeze: nil deletes.
    @exclusivity(unchecked) private(set) var pendingCells: [[UInt8]: [UInt8]?] = [:]
    @exclusivity(unchecked) private var pendingBytes = 0
    /// Cells of the checkpoint under way.
    var frozenCells = CellBatch()
    /// None: memory for the next checkpoint.
    var spareCells = CellBatch()
    /// About how many bytes of cells an instance was in the last checkpoint.
    var cellBytes = 256
    var partitionCellHash = StateHash()
    /// Whether anything beside the instances changed since the last freeze.
    @exclusivity(unchecked) var movedSinceFreeze = false
    @exclusivity(unchecked) var timers = TimerQueue()
    /// Index rows of early-signal timers set (true) or cleared since the last freeze: those of instances follow from them.
    var pendingTimers: [[UInt8]: Bool] = [:]
    @exclusivity(unchecked) var tasks = TaskQueues()
    /// Tasks were left waiting although there was room for them in a pool: too much had been loaded for others.
    var isCutShort = false
    let outputs: LaneOutputs
    /// The key of the last look-up, kept for its memory.
    var lookup: [UInt8] = []
    @exclusivity(unchecked) var lookups = InstanceLookups()
    let upcoming = UpcomingInstances()
    /// Of the record being folded: numbers them, whenever checkpoints fall.
    @exclusivity(unchecked) var deadLettersOfRecord = 0
    /// Of the record whose entries are being folded; none while its timers fire.
    @exclusivity(unchecked) var recordHeaders = UnsafeRawBufferPointer(start: nil, count: 0)
    @exclusivity(unchecked) var channels: ChannelPacks
    /// Marks of fed topics in the checkpoint under way.
    var frozenFeeds: [PartitionState.FeedMark] = []

    /// The next event to fold.
    @exclusivity(unchecked) var next: Int64
    @exclusivity(unchecked) var hash: StateHash
    @exclusivity(unchecked) var previousHash: StateHash
    /// The end of the partition as it was when the lane opened: before it, nothing is dispatched.
    let catchUpTo: Int64
    @exclusivity(unchecked) var isLive = false
    /// Of the next freeze.
    @exclusivity(unchecked) var generation: UInt64 = 1
    var committedGeneration: UInt64 = 0
    /// A `clock` event of ours that was not folded yet.
    @exclusivity(unchecked) var clockUnderWay = false
    /// Wall time of our last `clock` event.
    var clockAppendedAt: Int64?
    @exclusivity(unchecked) var statistics = LaneStatistics()
    /// Events by which somebody asked for something, and that were not fed.
    @exclusivity(unchecked) var requests: UInt64 = 0
    @exclusivity(unchecked) var fault: LaneFault?
    @exclusivity(unchecked) private var programs: [Int64: GraphProgram] = [:]
    @exclusivity(unchecked) private var lastProgram: (sequence: Int64, program: GraphProgram)?

    init(
        partition: Int, log: any LaneLog, eventLog: any EventLog, registry: DefinitionRegistry,
        dispatcher: any TaskDispatcher, waker: any Waker, outbox: Outbox, announcements: Outbox,
        publisher: TaskPublisher, outputs: LaneOutputs, crash: CrashWatch, settings: LaneSettings,
        failures: FailureLog?, checker: FoldCheckerFactory?, translation: (any EventTranslation)?
    ) throws(LaneFault) {
        self.partition = partition
        self.log = log
        self.eventLog = eventLog
        self.registry = registry
        self.dispatcher = dispatcher
        self.waker = waker
        self.outbox = outbox
        self.announcements = announcements
        self.publisher = publisher
        channels = ChannelPacks(from: UInt32(partition))
        self.outputs = outputs
        self.crash = crash
        self.settings = settings
        self.failures = failures
        self.translation = translation
        table = InstanceTable(spareBytes: settings.dirtyBytes / 4 / log.partitions.count)
        let position = log.position(partition)
        next = position.next
        hash = position.hash
        previousHash = position.previousHash
        catchUpTo = log.end(partition)
        var state = PartitionState()
        if let cell = log.get(partition, CellKey.partition) {
            do throws(CodecError) {
                state = try PartitionLane.decode(cell)
            } catch {
                throw .damaged(partition: partition, what: "partition cell: \(error)")
            }
            guard state.foldVersion <= PartitionFold.newestFoldVersion else {
                throw .beyond(
                    partition: partition, offset: next,
                    what: """
                        its state is of fold version \(state.foldVersion), this release knows up to \
                        \(PartitionFold.newestFoldVersion): a newer release is needed
                        """)
            }
            partitionCellHash = PartitionLane.hash(CellKey.partition, cell)
        }
        self.checker = checker?(self)
        let place = PartitionPlace(partition, of: eventLog.shape.partitions)
        fold = PartitionFold(state: state, place: place, host: self, checker: self.checker)
        log.seek(partition, to: next)
    }

    /// The lane is over: lets go of the fold, which keeps its host.
    func close() { fold = nil }

    private static func decode(_ cell: [UInt8]) throws(CodecError) -> PartitionState {
        let bytes = cell.withUnsafeBytes { $0 }
        return try withExtendedLifetime(cell) { () throws(CodecError) in try PartitionState(cell: bytes) }
    }

    static func hash(_ key: [UInt8], _ value: [UInt8]) -> StateHash {
        key.withUnsafeBytes { key in value.withUnsafeBytes { StateHash.cell(key: key, value: $0) } }
    }

    /// About how much memory was taken since the last freeze: by what changed, and by what was only looked at.
    var heldBytes: Int { table.grown + pendingBytes }

    /// A cell beside the instance headers is to be written (nil: deleted) by the next checkpoint.
    func setCell(_ key: [UInt8], _ value: [UInt8]?) {
        let old = pendingCells.updateValue(value, forKey: key)
        pendingBytes += value?.count ?? 0
        if let old { pendingBytes -= old?.count ?? 0 } else { pendingBytes += key.count + 64 }
    }

    func removePendingCells() {
        pendingCells.removeAll()
        pendingBytes = 0
    }

    /// Counts what the event just applied has made of its instance.
    func measureTouched() {
        if let touched { table.measure(touched) }
        touched = nil
        missed = nil
    }

    /// A cell beside the instance headers, through all layers.
    func cell(_ key: [UInt8]) -> [UInt8]? {
        if !pendingCells.isEmpty, let pending = pendingCells[key] { return pending }
        return committedCell(key)
    }

    /// A cell as the last freeze left it.
    func committedCell(_ key: [UInt8]) -> [UInt8]? {
        if let cell = frozenCells.find(key) {
            return frozenCells.withBytes(cell) { _, value in value.map { Array($0) } }
        }
        return log.get(partition, key)
    }

    // MARK: programs

    func program(of sequence: Int64) -> GraphProgram? {
        if let lastProgram, lastProgram.sequence == sequence { return lastProgram.program }
        if let known = programs[sequence] {
            lastProgram = (sequence, known)
            return known
        }
        guard let document = cell(CellKey.definition(sequence)) else {
            fault = .damaged(partition: partition, what: "no cell for definition \(sequence)")
            return nil
        }
        do {
            let program = try document.withUnsafeBytes { try registry.program(for: $0) }
            programs[sequence] = program
            lastProgram = (sequence, program)
            return program
        } catch {
            fault = .beyond(partition: partition, offset: next, what: "\(error)")
            return nil
        }
    }

    // MARK: timers

    /// Rows of the store's timer index behind `key`, in order.
    func timerRows(after key: TimerKey?, limit: Int) -> [TimerKey] {
        var start = [CellKey.Kind.timerIndex.rawValue]
        if let key {
            start = key.id.withUnsafeBytes { CellKey.timer(due: key.due, id: $0, timer: key.timer) }
            start.append(0)
        }
        var rows: [TimerKey] = []
        log.scan(partition, from: start, to: [CellKey.Kind.timerIndex.rawValue + 1]) { key, _ in
            if let row = CellKey.timer(from: key) {
                rows.append(TimerKey(due: row.due, id: Array(row.id), timer: row.timer, generation: 0))
            }
            return rows.count < limit
        }
        return rows
    }

    /// When the next timer is due by the partition's clock; `Int64.max`: never.
    func nextTimer() -> Int64 { timers.nextDue(load: timerRows) }

    /// Wall time at which to append a `clock` event if nothing else arrives; `Int64.max`: never.
    ///
    /// The log's clock may lag behind ours. What it said of our last event tells by how much: without that, each event would
    /// come back too early for the timer and be followed by the next at once.
    func clockDue(now: Int64) -> Int64 {
        let due = nextTimer()
        if due == .max { return due }
        if due <= fold.state.clock { return now }
        guard let clockAppendedAt else { return due }
        return max(due, clockAppendedAt + (due - fold.state.clock))
    }

    // MARK: going live

    /// The fold has reached the end that the lane found: from here on tasks are dispatched.
    func goLive() {
        isLive = true
        // What a checkpoint under way brings to the store is not in its index yet.
        for entry in frozen + dirty where entry.pointee.isLive && !entry.pointee.instance.status.hasEnded {
            let instance = InstanceTable.instance(of: entry)
            guard let program = program(of: instance.pointee.definition) else { continue }
            for step in instance.pointee.steps.indices where instance.pointee.steps[step].phase == .pending {
                taskReady(instance, program, step: step)
            }
        }
        // In the order of their keys: a set would have another in each run, and with it the order of dispatch.
        var queues: [UInt64] = []
        var from = [CellKey.Kind.taskIndex.rawValue]
        let end = [CellKey.Kind.taskIndex.rawValue + 1]
        // One row of each queue is enough to know that it has any.
        while true {
            var found: UInt64?
            log.scan(partition, from: from, to: end) { key, _ in
                found = CellKey.task(from: key)?.task
                return false
            }
            guard let queue = found else { break }
            queues.append(queue)
            guard queue < .max else { break }
            from = [CellKey.Kind.taskIndex.rawValue]
            from.appendBigEndian(queue + 1)
        }
        for queue in queues { tasks.mayWaitInStore(queue: queue, generation: 0) }
    }
}
