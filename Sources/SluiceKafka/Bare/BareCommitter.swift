import CRdKafka
import SluiceEngine
import SluiceKernel
import SluiceStore
import Synchronization

/// Commits what a bare lane hands over, a transaction each, on a thread of its own, and puts it into the store.
final class BareCommitter: @unchecked Sendable {
    // `cells` is the committing thread's while `isBusy`, the lane's otherwise.
    var cells: BareCells
    private var positions: [(partition: Int, next: Int64)] = []
    private struct State {
        var isBusy = false
        var isClosing = false
        var failure: KafkaError?
    }

    private let state = Mutex(State())
    private let work = Latch()
    private let done = Latch()
    private let fold: BareFold
    private let producer: TransactionalProducer
    private let group: GroupMetadata
    private let thread = Mutex<OSThread?>(nil)

    init(_ fold: BareFold, slot: Int, group: GroupMetadata, cells: consuming BareCells) throws(KafkaError) {
        self.fold = fold
        self.group = group
        self.cells = cells
        let settings = fold.settings
        producer = try TransactionalProducer(
            settings.transactionalProducer(slot: slot), name: "bare-\(slot)", sink: fold.sink)
        try producer.initialize(patience: settings.patience) { false }
        try producer.prime([settings.checkpoints, settings.name(of: .outcomes)], timeout: 10_000)
        thread.withLock { $0 = OSThread.start("bare-commit-\(slot)") { [self] in run() } }
    }

    var isBusy: Bool { state.withLock { $0.isBusy } }

    func check() throws(KafkaError) { if let failure = state.withLock({ $0.failure }) { throw failure } }

    /// Takes the cells over, for those that were committed.
    func commit(_ next: inout BareCells, _ positions: [(partition: Int, next: Int64)]) {
        swap(&cells, &next)
        self.positions = positions
        state.withLock { $0.isBusy = true }
        work.wake()
    }

    func waitUntilIdle() { while isBusy { done.wait(microseconds: 10_000) } }

    private func run() {
        var batch = StateBatch()
        while true {
            let (isBusy, isClosing) = state.withLock { ($0.isBusy, $0.isClosing) }
            if isBusy {
                do throws(KafkaError) { try write(&batch) } catch { state.withLock { $0.failure = error } }
                cells.removeAll()
                state.withLock { $0.isBusy = false }
                done.wake()
            } else if isClosing {
                return producer.close()
            } else {
                work.wait(microseconds: 100_000)
            }
        }
    }

    private func write(_ batch: inout StateBatch) throws(KafkaError) {
        let (settings, load) = (fold.settings, fold.load)
        try producer.begin()
        let topic = producer.topic(settings.checkpoints)
        let none = UnsafeRawBufferPointer(start: nil, count: 0)
        var headers: [UInt8] = []
        for slot in 0..<cells.count {
            try producer.produce(
                topic, Int(cells.partitions[slot]), key: cells.key(slot),
                value: cells.cell(slot), headers: none)
        }
        let outcomes = producer.topic(settings.name(of: .outcomes))
        for slot in cells.ended {
            let key = cells.key(Int(slot))
            RecordHeader.encodeEventID(key, Int64(slot), to: &headers)
            try withViews([], [], headers) { _, _, headers throws(KafkaError) in
                try producer.produce(
                    outcomes, Int(cells.partitions[Int(slot)]), key: key,
                    value: cells.outcome(Int(slot), bytes: load.outcomeBytes), headers: headers)
            }
            headers.removeAll(keepingCapacity: true)
        }
        for (partition, next) in positions {
            try withViews([0], Position(next: next).encode(), []) { key, value, headers throws(KafkaError) in
                try producer.produce(topic, partition, key: key, value: value, headers: headers)
            }
        }
        let deadline = Clock.monotonic() + 60_000_000
        let offsets = PartitionList(positions.map { (settings.name(of: .events), $0.partition, $0.next) })
        try producer.send(offsets, group, until: deadline)
        _ = try producer.commit(until: deadline)
        do throws(LogError) {
            try fold.store.database.begin(&batch)
            for slot in 0..<cells.count {
                batch.put(cells.key(slot), cells.cell(slot), in: .main)
            }
            try fold.store.database.write(batch, isSynced: false)
        } catch { throw KafkaError(RD_KAFKA_RESP_ERR__FAIL, error.message) }
    }

    func close() {
        state.withLock { $0.isClosing = true }
        work.wake()
        thread.withLock { $0 }?.join()
    }
}
