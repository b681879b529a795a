import SluiceEngine
import SluiceStore

/// What the commits of one opening leave in the node's store. Used by the committing thread alone, once it was handed over.
final class CommittedStore: @unchecked Sendable {
    private let share: StoreShare
    private let node: String
    private let first: Int
    private var rows: [StoreRow]
    private var batch = StateBatch()

    /// - Parameter rows: of the slot's partitions, in their order, brought to the end of the topic.
    init(_ share: StoreShare, rows: [StoreRow], node: String) {
        self.share = share
        self.node = node
        first = share.partitions.lowerBound
        self.rows = rows
        for index in rows.indices where rows[index].incarnation.isEmpty {
            self.rows[index].incarnation = PositionRecord.newIncarnation()
        }
    }

    /// Nil: a checkpoint can be written; or why not.
    func refuses() -> LogError? {
        if share.isOver {
            return LogError(.fenced, "partitions \(share.partitions) have another holder in this process")
        }
        return share.store.refusesCheckpoint()
    }

    /// The position record of a part of a checkpoint.
    func record(of part: Checkpoint.Part, time: Int64) -> [UInt8] {
        rows[part.partition - first].time = time
        return PositionRecord(
            incarnation: rows[part.partition - first].incarnation, node: node, time: time, position: part.position
        ).encode()
    }

    /// Takes over what a checkpoint changes: it may be dropped.
    func prepare(_ checkpoint: borrowing Checkpoint) throws(LogError) {
        let database = share.store.database
        // Borrowed, it cannot be captured; its parts are shared, not copied.
        let parts = checkpoint.partitions
        try database.hold { () throws(LogError) in
            try database.begin(&batch)
            for part in parts {
                let place = rows[part.partition - first].place
                batch.add(part.cells, at: place)
                batch.add(part.index, at: place)
            }
        }
        for part in parts {
            let index = part.partition - first
            rows[index].position = part.position
            rows[index].position.exists = true
            rows[index].sum = part.position.hash
        }
    }

    /// Writes what was prepared, now that it is committed.
    ///
    /// - Parameter offsets: of the position records in the topic, by partition. Where the broker did not tell one, the row
    ///   stays where it stood: what lies behind it is then applied once more, which changes nothing.
    func write(_ partitions: [Int], offsets: [Int: Int64]) throws(LogError) {
        for partition in partitions {
            let index = partition - first
            if let offset = offsets[partition], offset >= 0 {
                rows[index].proof = offset
                rows[index].next = offset + 1
            }
        }
        let database = share.store.database
        try database.hold { () throws(LogError) in
            try database.goOn(&batch)
            for partition in partitions { batch.put(used: rows[partition - first]) }
        }
        try share.write(batch)
    }
}
