package import SluiceKernel

/// What a lane wants to become durable as one: cells, the position they reflect, and outputs. All of it or nothing.
package struct Checkpoint: Sendable {
    /// Counts the checkpoints of one opening of a slot, from 1.
    package var number: UInt64
    package var partitions: [Part]
    /// Records for `outcomes`, in order; `partition` says where they go, their offsets are the log's to give.
    package var outcomes: RecordBatch
    /// Records for `dead-letters`, likewise.
    package var deadLetters: RecordBatch
    /// Records for topics of others, in order.
    package var published: PublishedRecords

    package init(
        number: UInt64, partitions: [Part] = [], outcomes: RecordBatch = RecordBatch(),
        deadLetters: RecordBatch = RecordBatch(), published: PublishedRecords = PublishedRecords()
    ) {
        self.number = number
        self.partitions = partitions
        self.outcomes = outcomes
        self.deadLetters = deadLetters
        self.published = published
    }

    package struct Part: Sendable {
        package var partition: Int
        /// State, hashed: what a checkpoints topic holds.
        package var cells: CellBatch
        /// Derived from the cells, kept in the local store alone.
        package var index: CellBatch
        package var position: Position

        package init(partition: Int, cells: CellBatch, index: CellBatch, position: Position) {
            self.partition = partition
            self.cells = cells
            self.index = index
            self.position = position
        }
    }

    package var byteCount: Int {
        partitions.reduce(outcomes.byteCount + deadLetters.byteCount + published.byteCount) {
            $0 + $1.cells.byteCount + $1.index.byteCount
        }
    }
}

/// Up to where the cells of a partition reflect its events. Moves in a commit and nowhere else.
package struct Position: Equatable, Sendable {
    /// The next event to fold.
    package var next: Int64
    /// The sum over the cells, and the one before.
    package var hash: StateHash
    package var previousHash: StateHash
    /// Whether the partition has ever been checkpointed.
    package var exists: Bool

    package init(
        next: Int64 = 0, hash: StateHash = StateHash(), previousHash: StateHash = StateHash(), exists: Bool = false
    ) {
        self.next = next
        self.hash = hash
        self.previousHash = previousHash
        self.exists = exists
    }

    package func encode() -> [UInt8] {
        var writer = ByteWriter()
        writer.byte(1)
        writer.signed(next)
        for hash in [hash, previousHash] {
            writer.fixed64(hash.high)
            writer.fixed64(hash.low)
        }
        return writer.bytes
    }

    package init(_ bytes: UnsafeRawBufferPointer) throws(CodecError) {
        var reader = ByteReader(bytes)
        let version = try reader.byte()
        guard version == 1 else { throw CodecError("position of version \(version); this release reads 1", at: 0) }
        next = try reader.signed()
        hash = StateHash(high: try reader.fixed64(), low: try reader.fixed64())
        previousHash = StateHash(high: try reader.fixed64(), low: try reader.fixed64())
        exists = true
        try reader.expectEnd()
    }
}

/// What became of a checkpoint.
package enum CommitOutcome: Equatable, Sendable {
    case committed
    /// Nothing of it happened. The lane drops its memory and restores.
    case notCommitted(LogError)
    /// It may have happened. The lane drops its memory and restores: the store then tells.
    case unknown(LogError)
}
