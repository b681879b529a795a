import SluiceEngine
import SluiceKernel
import SluiceStore
import Synchronization

/// The state database: cells, positions and outputs. Written by the ``Committer`` alone, and by retention.
final class StateStore: Sendable {
    /// Topics that checkpoints write.
    static let outputTopics: [LogTopic] = [.outcomes, .deadLetters, .published]

    /// What the last commit left.
    struct Book: Sendable {
        var positions: [Position]
        /// By ``output(_:_:)``.
        var starts: [StreamStart]
        var ends: [Int64]
        var time: Int64
        var commits: UInt64
    }

    let database: Database
    let shape: LogShape
    private let book: Mutex<Book>
    /// Held by who deletes, and by who opens the database again and reads what is there: neither sees the other half done.
    private let deleting = Mutex(())

    init(database: Database, shape: LogShape) throws(LogError) {
        self.database = database
        self.shape = shape
        book = Mutex(try Self.recover(database, shape))
    }

    /// Nil: not a partition of a topic that checkpoints write.
    func output(_ topic: LogTopic, _ partition: Int) -> Int? {
        guard partition >= 0 && partition < shape.partitions, let index = Self.outputTopics.firstIndex(of: topic) else {
            return nil
        }
        return index * shape.partitions + partition
    }

    func position(_ partition: Int) -> Position { book.withLock { $0.positions[partition] } }

    func range(output: Int) -> Range<Int64> { book.withLock { $0.starts[output].first..<$0.ends[output] } }

    var time: Int64 { book.withLock { $0.time } }

    var current: Book { book.withLock { $0 } }

    func set(_ book: Book) {
        self.book.withLock { mine in
            // Retention may have moved the starts meanwhile.
            let starts = mine.starts
            mine = book
            mine.starts = starts
        }
    }

    /// Opens the database again after a failed write, which may have been a trim, and reads what it holds.
    ///
    /// - Throws: `corrupt` when a committed checkpoint is gone: then the database is given up.
    func reopen() throws(LogError) -> Book {
        try deleting.withLock { _ throws(LogError) in
            try database.reopen()
            let found = try Self.recover(database, shape)
            let commits = current.commits
            if found.commits < commits {
                let error = LogError(
                    .corrupt,
                    """
                    \(database.path): \(found.commits) checkpoints are there, \(commits) were committed. Stop, keep a copy \
                    of the folder, restore it from a backup
                    """)
                database.giveUp(error)
                throw error
            }
            book.withLock { $0 = found }
            return found
        }
    }

    private static func recover(_ database: Database, _ shape: LogShape) throws(LogError) -> Book {
        var book = Book(positions: [], starts: [], ends: [], time: 0, commits: 0)
        do {
            for partition in 0..<shape.partitions {
                let bytes = try database.get(StateKey.position(partition))
                let position = try bytes?.decode { (reader) throws(CodecError) in
                    try Position(try reader.slice(reader.remaining))
                }
                book.positions.append(position ?? Position())
            }
            book.commits =
                try database.get(StateKey.commits)?.decode { (reader) throws(CodecError) in try reader.varint() } ?? 0
        } catch let error as LogError {
            throw error
        } catch {
            throw LogError(
                .corrupt, "\(database.path): a position is damaged: \(error); restore the folder from a backup")
        }
        for topic in outputTopics {
            for partition in 0..<shape.partitions {
                let start = try database.start(StateKey.start(topic, partition))
                let last = try database.last(.outputs(topic, partition))
                book.starts.append(start)
                book.ends.append(max(start.first, (last?.offset ?? -1) + 1))
                book.time = max(book.time, start.time, last?.time ?? 0)
            }
        }
        return book
    }

    /// Deletes outputs below `offset`.
    func trim(output: Int, below offset: Int64) throws(LogError) {
        let topic = Self.outputTopics[output / shape.partitions]
        let partition = output % shape.partitions
        try deleting.withLock { _ throws(LogError) in
            var start = book.withLock { $0.starts[output] }
            guard offset > start.first else { return }
            defer { book.withLock { $0.starts[output] = start } }
            try database.trim(
                .outputs(topic, partition), from: &start, below: offset, startKey: StateKey.start(topic, partition))
        }
    }

    /// Returns when no trim that began before is under way.
    func settle() { deleting.withLock { _ in } }
}
