import SluiceEngine
import SluiceKernel
import SluiceStore
import Synchronization

/// The events database: what is in it, found when it is opened.
final class EventStore: Sendable {
    let database: Database
    let map: StreamMap
    /// Where each stream begins.
    private let starts: Mutex<[StreamStart]>
    /// Held by who deletes, and by who opens the database again and reads what is there: neither sees the other half done.
    private let deleting = Mutex(())

    init(database: Database, map: StreamMap) throws(LogError) {
        self.database = database
        self.map = map
        starts = Mutex(try Self.starts(database, map))
    }

    private static func starts(_ database: Database, _ map: StreamMap) throws(LogError) -> [StreamStart] {
        var starts: [StreamStart] = []
        for stream in 0..<map.count { starts.append(try database.start(map.startKey(stream))) }
        return starts
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

    /// Opens the database again after a failed write, which may have been a trim, and tells what it holds.
    ///
    /// - Parameter acknowledged: where each stream ended, at least.
    /// - Throws: `corrupt` when less is there: then the database is given up.
    func reopen(acknowledged: (_ stream: Int) -> Int64) throws(LogError) -> [Int64] {
        try deleting.withLock { _ throws(LogError) in
            try database.reopen()
            let found = try Self.starts(database, map)
            starts.withLock { $0 = found }
            let ends = try recover().ends
            for stream in ends.indices where ends[stream] < acknowledged(stream) {
                let error = LogError(
                    .corrupt,
                    """
                    \(database.path): \(map.range(stream).name) ends at \(ends[stream]), it ended at \
                    \(acknowledged(stream)): acknowledged events are gone. Stop, keep a copy of the folder, restore it \
                    from a backup
                    """)
                database.giveUp(error)
                throw error
            }
            return ends
        }
    }

    /// Deletes the records of a stream below `offset`. The caller made sure that nobody needs them.
    func trim(_ stream: Int, below offset: Int64) throws(LogError) {
        try deleting.withLock { _ throws(LogError) in
            var start = start(stream)
            guard offset > start.first else { return }
            defer { starts.withLock { $0[stream] = start } }
            try database.trim(map.range(stream), from: &start, below: offset, startKey: map.startKey(stream))
        }
    }

    /// Returns when no trim that began before is under way.
    func settle() { deleting.withLock { _ in } }
}
