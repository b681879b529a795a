import SluiceEngine
import SluiceKafka
import SluiceKernel

/// Commits cells of instances that wait for a signal: what the engine makes of one of them, under many ids.
struct ParkedCells {
    private static let perCheckpoint = 50_000

    let settings: KafkaSettings
    let count: Int

    init(_ settings: KafkaSettings, count: Int) {
        self.settings = settings
        self.count = count
    }

    func fill() throws {
        let log = try KafkaLog.connect(settings)
        defer { log.close() }
        let value = try template()
        let lanes = try (0..<settings.shape.slots).map { try log.open(slot: $0, waker: Latch()) }
        defer { for lane in lanes { lane.close() } }
        var keys: [[[UInt8]]] = Array(repeating: [], count: settings.shape.partitions)
        for number in 0..<count {
            let id = Array("parked-\(number)".utf8)
            id.withUnsafeBytes { keys[settings.shape.partition(of: $0)].append(CellKey.instance($0)) }
        }
        for partition in keys.indices {
            let lane = lanes[partition / (settings.shape.partitions / settings.shape.slots)]
            try commit(keys[partition], value, partition, lane)
        }
        print("filled cells=\(count) value_bytes=\(value.count)")
    }

    private func commit(_ keys: [[UInt8]], _ value: [UInt8], _ partition: Int, _ lane: any LaneLog) throws {
        var position = Position(exists: true)
        for start in stride(from: 0, to: keys.count, by: ParkedCells.perCheckpoint) {
            var batch = CellBatch()
            let chunk = keys[start..<min(start + ParkedCells.perCheckpoint, keys.count)]
            for key in chunk.sorted(by: { $0.lexicographicallyPrecedes($1) }) { batch.put(key, value) }
            for cell in batch.cells {
                position.hash.add(batch.withBytes(cell) { StateHash.cell(key: $0, value: $1!) })
            }
            position.next += 1
            let part = Checkpoint.Part(partition: partition, cells: batch, index: CellBatch(), position: position)
            lane.commit(Checkpoint(number: UInt64(position.next), partitions: [part]))
            var outcome: CommitOutcome?
            while outcome == nil {
                outcome = lane.takeCommitOutcome()
                if outcome == nil { Latch().wait(microseconds: 1_000) }
            }
            guard outcome == .committed else { throw LogError(.io, "not committed: \(String(describing: outcome))") }
        }
    }

    /// The cell of an instance that was started with some 200 bytes and waits, about 300 bytes.
    private func template() throws -> [UInt8] {
        let step = StepDefinition(name: "approval", kind: .signal(name: "approval", timeout: nil))
        let definition = Definition(name: "parked", version: 1, steps: [step], result: .value(.step(0)))
        var own = settings
        own.application += "-template"
        own.shape = LogShape(partitions: 1, slots: 1)
        own.data? += "-template"
        let log = try KafkaLog.connect(own)
        defer { log.close() }
        let node = Node(log: log, registrations: [Registration(definition: definition)])
        node.start()
        let client = Client(log: log)
        _ = try client.deploy(definition, timeout: 60_000)
        let id = Array("parked-0".utf8)
        let input = Array("{\"text\":\"\(String(repeating: "x", count: 230))\"}".utf8)
        var writer = RecordWriter()
        id.withUnsafeBytes { id in
            Array("parked".utf8).withUnsafeBytes { name in
                input.withUnsafeBytes { input in
                    writer.append(.started(StartedEvent(instance: id, definition: name, id: id, input: input)))
                }
            }
        }
        guard log.append([AppendRecord(partition: 0, value: writer.take())], observer: UnheardAppends.shared) else {
            throw LogError(.io, "the start was not taken")
        }
        while node.statistics.instancesStarted == 0 { Latch().wait(microseconds: 10_000) }
        _ = node.stop()
        let lane = try log.open(slot: 0, waker: Latch())
        defer { lane.close() }
        guard let cell = id.withUnsafeBytes({ lane.get(0, CellKey.instance($0)) }) else {
            throw LogError(.io, "the instance has no cell")
        }
        return cell
    }
}
