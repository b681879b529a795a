import SluiceKernel

/// Packs results into few records: one line per partition, each record up to 256 results or 64 KiB.
struct ResultPacker {
    private static let recordBytes = 65_536

    private var lines: [(partition: Int, writer: RecordWriter)] = []
    private(set) var records: [AppendRecord] = []
    private(set) var count = 0

    mutating func succeeded(_ identity: TaskIdentity, partition: Int, value: UnsafeRawBufferPointer) {
        let value = value.isEmpty ? StepInputs.nothing : value
        add(identity, partition) { .taskSucceeded(TaskSucceededEvent(task: $0, value: value)) }
    }

    mutating func failed(_ identity: TaskIdentity, partition: Int, _ failure: TaskFailure) {
        Array(failure.type.utf8).withUnsafeBytes { type in
            Array(failure.message.utf8.prefix(8_192)).withUnsafeBytes { message in
                add(identity, partition) {
                    .taskFailed(
                        TaskFailedEvent(task: $0, type: type, message: message, isNonRetriable: failure.isNonRetriable))
                }
            }
        }
    }

    private mutating func add(_ identity: TaskIdentity, _ partition: Int, _ event: (TaskReference) -> Event) {
        let index = lines.firstIndex { $0.partition == partition } ?? lines.count
        if index == lines.count { lines.append((partition, RecordWriter())) }
        identity.instance.withUnsafeBytes { id in
            let reference = TaskReference(
                instance: id, incarnation: identity.incarnation, step: identity.step, pass: identity.pass,
                attempt: identity.attempt)
            lines[index].writer.append(event(reference))
        }
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
