import SluiceEngine
import SluiceKernel
import Synchronization

/// The events database: what is in it, found when it is opened.
final class EventStore: Sendable {
    let database: Database
    let map: StreamMap
    /// Where each stream begins. Changed by retention alone.
    private let starts: Mutex<[StreamStart]>

    init(database: Database, map: StreamMap) throws(LogError) {
        self.database = database
        self.map = map
        var starts: [StreamStart] = []
        for stream in 0..<map.count {
            let range = map.range(stream)
            starts.append(try database.start(EventKey.start(range.topic, range.partition)))
        }
        self.starts = Mutex(starts)
    }

    func start(_ stream: Int) -> StreamStart { starts.withLock { $0[stream] } }

    /// The offset behind the last record of each stream, and the latest append time of all.
    func recover() throws(LogError) -> (ends: [Int64], time: Int64) {
        var ends: [Int64] = []
        var time: Int64 = 0
        for stream in 0..<map.count {
            let start = start(stream)
            let last = try database.last(map.range(stream))
            ends.append(max(start.first, (last?.offset ?? -1) + 1))
            time = max(time, start.time, last?.time ?? 0)
        }
        return (ends, time)
    }

    /// Opens the database again after a failed write, and tells what it holds.
    func reopen() throws(LogError) -> [Int64] {
        try database.reopen()
        return try recover().ends
    }

    /// Deletes the records of a stream below `offset`. The caller made sure that nobody needs them.
    func trim(_ stream: Int, below offset: Int64) throws(LogError) {
        let old = start(stream)
        guard offset > old.first else { return }
        let range = map.range(stream)
        let start = try database.trim(
            range, from: old, below: offset, startKey: EventKey.start(range.topic, range.partition))
        starts.withLock { if start.first > $0[stream].first { $0[stream] = start } }
    }
}
