import SluiceEngine

/// Numbers the partitions that appends may go to: those of `events` first, then `definitions`, then those of `announced`.
struct StreamMap: Sendable {
    let shape: LogShape

    var count: Int { 2 * shape.partitions + 1 }
    private var definitions: Int { shape.partitions }

    /// Whether lanes read it.
    func isEvents(_ stream: Int) -> Bool { stream < shape.partitions }

    /// Nil: no such partition, or a topic that nobody appends to.
    @inline(__always)
    func index(_ topic: LogTopic, _ partition: Int) -> Int? {
        switch topic {
        case .events: partition >= 0 && partition < shape.partitions ? partition : nil
        case .definitions: partition == 0 ? definitions : nil
        case .announced: partition >= 0 && partition < shape.partitions ? definitions + 1 + partition : nil
        case .outcomes, .deadLetters, .published, .replies, .members, .shape, .tasks: nil
        }
    }

    func range(_ stream: Int) -> RecordRange {
        if isEvents(stream) { return .events(.events, stream) }
        return stream == definitions ? .events(.definitions, 0) : .events(.announced, stream - definitions - 1)
    }

    func startKey(_ stream: Int) -> [UInt8] {
        let range = range(stream)
        return EventKey.start(range.topic, range.partition)
    }
}
