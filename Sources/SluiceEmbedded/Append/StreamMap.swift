import SluiceEngine

/// Numbers the partitions that appends may go to: those of `events` first, then `definitions`, then those of `announced` and
/// of `batch`: in the order of their topics' numbers.
struct StreamMap: Sendable {
    let shape: LogShape

    var count: Int { 3 * shape.partitions + 1 }
    private var definitions: Int { shape.partitions }

    private var batch: Int { 2 * shape.partitions + 1 }

    /// Whether lanes read it as it comes.
    func isEvents(_ stream: Int) -> Bool { stream < shape.partitions }

    /// Whether lanes feed from it.
    func isBatch(_ stream: Int) -> Bool { stream >= batch }

    /// Nil: no such partition, or a topic that nobody appends to.
    @inline(__always)
    func index(_ topic: LogTopic, _ partition: Int) -> Int? {
        switch topic {
        case .events: partition >= 0 && partition < shape.partitions ? partition : nil
        case .definitions: partition == 0 ? definitions : nil
        case .announced: partition >= 0 && partition < shape.partitions ? definitions + 1 + partition : nil
        case .batch: partition >= 0 && partition < shape.partitions ? batch + partition : nil
        case .outcomes, .deadLetters, .published, .replies, .members, .shape, .tasks: nil
        }
    }

    func range(_ stream: Int) -> RecordRange {
        if isEvents(stream) { return .events(.events, stream) }
        if isBatch(stream) { return .events(.batch, stream - batch) }
        return stream == definitions ? .events(.definitions, 0) : .events(.announced, stream - definitions - 1)
    }

    func startKey(_ stream: Int) -> [UInt8] {
        let range = range(stream)
        return EventKey.start(range.topic, range.partition)
    }
}
