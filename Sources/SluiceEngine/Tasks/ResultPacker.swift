import SluiceKernel

/// Packs results into few records: one line per partition, each record up to 256 results or 64 KiB.
struct ResultPacker {
    private static let recordBytes = 65_536

    private var lines: [(partition: Int, writer: RecordWriter)] = []
    private(set) var records: [AppendRecord] = []
    private(set) var count = 0

    mutating func succeeded(_ request: TaskRequest, value: UnsafeRawBufferPointer) {
        let value = value.isEmpty ? StepInputs.nothing : value
        request.withReference { reference in
            add(.taskSucceeded(TaskSucceededEvent(task: reference, value: value)), request.partition)
        }
    }

    mutating func failed(_ request: TaskRequest, _ failure: TaskFailure) {
        request.withReference { failed($0, partition: request.partition, failure) }
    }

    /// An attempt is in its queue.
    mutating func queued(_ identity: TaskIdentity, partition: Int) {
        identity.withReference { add(.taskUnderWay(TaskUnderWayEvent(task: $0, sign: .queued)), partition) }
    }

    mutating func failed(_ identity: TaskIdentity, partition: Int, _ failure: TaskFailure) {
        identity.withReference { failed($0, partition: partition, failure) }
    }

    private mutating func failed(_ reference: TaskReference, partition: Int, _ failure: TaskFailure) {
        Array(failure.type.utf8).withUnsafeBytes { type in
            Array(failure.message.utf8.prefix(8_192)).withUnsafeBytes { message in
                let event = TaskFailedEvent(
                    task: reference, type: type, message: message, isNonRetriable: failure.isNonRetriable)
                add(.taskFailed(event), partition)
            }
        }
    }

    private mutating func add(_ event: Event, _ partition: Int) {
        let index = lines.indices.first { lines[$0].partition == partition } ?? lines.count
        if index == lines.count { lines.append((partition, RecordWriter())) }
        lines[index].writer.append(event)
        count += 1
        if lines[index].writer.isFull || lines[index].writer.bytes.count > ResultPacker.recordBytes { close(index) }
    }

    private mutating func close(_ index: Int) {
        records.append(AppendRecord(partition: lines[index].partition, value: lines[index].writer.take()))
    }

    /// All records, closed, and starts anew.
    mutating func take() -> [AppendRecord] {
        for index in lines.indices where lines[index].writer.entries > 0 { close(index) }
        defer {
            records = []
            count = 0
        }
        return records
    }
}
