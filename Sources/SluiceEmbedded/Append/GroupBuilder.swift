import SluiceEngine

/// Turns the calls of a group into one write batch: gives offsets, and sorts by partition.
struct GroupBuilder: ~Copyable {
    private let map: StreamMap
    private let streams: [StreamBuffer]
    /// Streams that the group touches.
    private var touched: [Int] = []
    /// The next offset of each stream.
    private(set) var next: [Int64]
    /// `next` before the group that was built last.
    private(set) var before: [Int64]

    init(map: StreamMap, next: [Int64]) {
        self.map = map
        self.next = next
        before = next
        streams = (0..<map.count).map { StreamBuffer(map.range($0)) }
    }

    /// Starts over from these offsets: what the database has.
    mutating func reset(next: [Int64]) {
        self.next = next
        before = next
    }

    /// The streams of the group that was built last.
    var lastStreams: [Int] { touched }

    /// - Precondition: every record has a stream.
    mutating func build(_ calls: [AppendCall], time: Int64) -> BuiltGroup {
        before = next
        touched.removeAll(keepingCapacity: true)
        var bytes = 0
        for call in calls {
            bytes += call.bytes
            for record in call.records {
                let stream = map.index(record.topic, record.partition)!
                let buffer = streams[stream]
                if buffer.isEmpty { touched.append(stream) }
                buffer.add(record, offset: next[stream], time: time)
                next[stream] += 1
            }
        }
        touched.sort()
        var batch = WriteBatch(capacity: bytes + WriteBatch.headerCount)
        var runs: [CommittedGroup.Run] = []
        runs.reserveCapacity(touched.count)
        for stream in touched {
            let run = streams[stream].move(into: &batch)
            if map.isEvents(stream) { runs.append(run) }
        }
        batch.finish()
        return BuiltGroup(batch: batch, runs: runs, hasBatch: touched.last.map { map.isBatch($0) } ?? false)
    }

    /// Calls `body` with the offset of every record of the group that was built last.
    func offsets(of calls: [AppendCall], _ body: (AppendCall, UInt64, Int64) -> Void) {
        var cursor = before
        for call in calls {
            for record in call.records {
                let stream = map.index(record.topic, record.partition)!
                body(call, record.token, cursor[stream])
                cursor[stream] += 1
            }
        }
    }
}
