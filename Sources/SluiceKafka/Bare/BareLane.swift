import CRdKafka
import SluiceEngine
import SluiceKernel
import Synchronization

/// One slot of a bare fold: reads, appends and hands over on one thread.
final class BareLane {
    /// Instances that change between two commits at most.
    private static let mostChanged = 200_000
    private static let interval: Int64 = 1_000_000
    /// Results in a record.
    private static let packed = 64

    /// Confined to the lane's thread, which polls: callbacks are made in its calls.
    private final class Confirmations: @unchecked Sendable {
        var count: UInt64 = 0
    }

    private let fold: BareFold
    private let partitions: Range<Int>
    private let reader: KafkaReader
    private let appender: KafkaHandle
    private let confirmations = Confirmations()
    private let committer: BareCommitter
    private var appended: UInt64 = 0
    private var cells: BareCells
    private var next: [Int64]
    private var writers: [RecordWriter]

    init(_ fold: BareFold, slot: Int) throws(KafkaError) {
        self.fold = fold
        let settings = fold.settings
        partitions = settings.shape.partitions(of: slot)
        let context = ClientContext(name: "bare-\(slot)", sink: fold.sink)
        context.onDelivery = { [confirmations] message in
            if message.pointee.err == RD_KAFKA_RESP_ERR_NO_ERROR { confirmations.count += 1 }
        }
        appender = try KafkaHandle(RD_KAFKA_PRODUCER, settings.gaplessProducer(), context)
        try appender.partitionCount(of: settings.name(of: .events), timeout: 10_000)
        reader = try KafkaReader(
            settings.reader(isCommitted: true), group: settings.group, name: "bare-\(slot)", sink: fold.sink)
        guard let group = GroupMetadata(of: reader.handle) else { throw KafkaError(RD_KAFKA_RESP_ERR__STATE) }
        let capacity = BareLane.mostChanged + 10_000
        cells = BareCells(capacity: capacity, stride: fold.load.longest)
        committer = try BareCommitter(
            fold, slot: slot, group: group, cells: BareCells(capacity: capacity, stride: fold.load.longest))
        next = Array(repeating: 0, count: partitions.count)
        writers = partitions.map { _ in RecordWriter() }
    }

    func run(begun: () -> Void) throws(KafkaError) {
        let topic = fold.settings.name(of: .events)
        do throws(LogError) { try reader.assign(topic, partitions.map { ($0, 0) }) } catch {
            throw KafkaError(RD_KAFKA_RESP_ERR__FAIL, error.message)
        }
        var last = Clock.monotonic()
        while !fold.isDone {
            var ended = 0
            try read { message in
                guard let value = message.value else { return }
                begun()
                ended += take(value, message.partition)
                next[message.partition - partitions.lowerBound] = message.offset + 1
            }
            for partition in partitions { try sendResults(partition) }
            appender.poll(timeout: 0)
            if ended > 0 { fold.noteEnded(ended) }
            try committer.check()
            let isDue = Clock.monotonic() - last >= BareLane.interval || cells.count >= BareLane.mostChanged
            if isDue && confirmations.count == appended {
                if cells.count >= BareLane.mostChanged { committer.waitUntilIdle() }
                if !committer.isBusy {
                    last = Clock.monotonic()
                    commit()
                }
            }
        }
        while confirmations.count < appended { appender.poll(timeout: 10) }
        committer.waitUntilIdle()
        commit()
        committer.waitUntilIdle()
        try committer.check()
    }

    private func read(_ body: (borrowing KafkaMessage) -> Void) throws(KafkaError) {
        do throws(LogError) { try reader.forEach(timeout: 20, record: body) { _, _ in } } catch {
            throw KafkaError(RD_KAFKA_RESP_ERR__FAIL, error.message)
        }
    }

    private func commit() {
        guard cells.count > 0 else { return }
        committer.commit(&cells, partitions.map { ($0, next[$0 - partitions.lowerBound]) })
    }

    /// - Returns: how many instances ended.
    private func take(_ value: UnsafeRawBufferPointer, _ partition: Int) -> Int {
        var ended = 0
        RecordReader.forEachInstance(in: value) { kind, id in
            let isResult = kind == .taskSucceeded
            guard isResult || kind == fold.load.first else { return }
            let ends = isResult || !fold.load.hasTask
            let bytes = ends ? fold.load.endedBytes : fold.load.runningBytes
            cells.touch(id, partition, in: value, bytes: bytes, ends: ends)
            if ends {
                ended += 1
            } else {
                let task = TaskReference(instance: id, incarnation: 0, step: 0, pass: 0, attempt: 1)
                let body = UnsafeRawBufferPointer(rebasing: value.suffix(190))
                writers[partition - partitions.lowerBound].append(
                    .taskSucceeded(TaskSucceededEvent(task: task, value: body)))
                if writers[partition - partitions.lowerBound].entries >= BareLane.packed { try? sendResults(partition) }
            }
        }
        return ended
    }

    private func sendResults(_ partition: Int) throws(KafkaError) {
        guard writers[partition - partitions.lowerBound].entries > 0 else { return }
        let record = writers[partition - partitions.lowerBound].take()
        appended += 1
        let topic = appender.topic(fold.settings.name(of: .events))
        try withViews([], record, []) { key, value, headers throws(KafkaError) in
            try appender.produce(topic, partition, key: key, value: value, headers: headers)
        }
    }

    func close() {
        committer.close()
        reader.close()
        appender.close()
    }
}
