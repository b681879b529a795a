import SluiceEngine

/// Numbers the partitions that appends may go to: those of `events` first, then `definitions`.
struct StreamMap: Sendable {
    let shape: LogShape

    var count: Int { shape.partitions + 1 }
    var definitions: Int { shape.partitions }

    /// Nil: no such partition, or a topic that nobody appends to.
    @inline(__always)
    func index(_ topic: LogTopic, _ partition: Int) -> Int? {
        switch topic {
        case .events: partition >= 0 && partition < shape.partitions ? partition : nil
        case .definitions: partition == 0 ? definitions : nil
        case .outcomes, .deadLetters, .replies, .members, .shape: nil
        }
    }

    func range(_ stream: Int) -> RecordRange {
        stream == definitions ? .events(.definitions, 0) : .events(.events, stream)
    }

    func startKey(_ stream: Int) -> [UInt8] {
        let range = range(stream)
        return EventKey.start(range.topic, range.partition)
    }
}
