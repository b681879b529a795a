import SluiceEngine
import SluiceKernel

/// Packs events into few records, one open record per partition, so that the events of an instance keep their order.
struct EventPacker {
    private static let recordBytes = 65_536
    private static let batchRecords = 64
    private static let batchBytes = 2 << 20

    private let shape: LogShape
    private var writers: [RecordWriter]
    private var records: [AppendRecord] = []
    private var recordBytes = 0

    init(shape: LogShape) {
        self.shape = shape
        writers = Array(repeating: RecordWriter(), count: shape.partitions)
    }

    /// Whether enough is packed to be appended.
    var isReady: Bool { records.count >= EventPacker.batchRecords || recordBytes >= EventPacker.batchBytes }

    mutating func add(_ event: Event) {
        let partition = shape.partition(of: event.instance)
        writers[partition].append(event)
        if writers[partition].isFull || writers[partition].bytes.count >= EventPacker.recordBytes { close(partition) }
    }

    private mutating func close(_ partition: Int) {
        let events = writers[partition].entries
        guard events > 0 else { return }
        let value = writers[partition].take()
        recordBytes += value.count
        let token = LogWindow.token(bytes: value.count, events: events)
        records.append(AppendRecord(partition: partition, value: value, token: token))
    }

    /// The closed records.
    mutating func take() -> [AppendRecord] {
        defer {
            records.removeAll(keepingCapacity: true)
            recordBytes = 0
        }
        return records
    }

    /// All records, the open ones too.
    mutating func takeAll() -> [AppendRecord] {
        for partition in writers.indices { close(partition) }
        return take()
    }
}
