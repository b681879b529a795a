import SluiceEngine
import SluiceKernel
import SluiceStore

/// Whether `events` is still the topic that the committed state was folded from.
///
/// Positions are offsets: in a topic that was deleted and made again they would name other records, and what lies below
/// them would be passed over in silence.
struct EventsCheck {
    let node: NodeStore
    let share: StoreShare

    private var topic: String { node.settings.name(of: .events) }

    /// - Parameter ranges: what there is of each partition. A position outside of it is told by the reader.
    /// - Throws: `mismatch`, with the partition and the position.
    func check(_ rows: [StoreRow], _ ranges: [Range<Int64>]) throws(LogError) {
        for (row, range) in zip(rows, ranges) where range.lowerBound < row.position.next {
            guard try wasMadeAgain(row) else { continue }
            throw LogError(
                .mismatch,
                """
                \(topic)/\(row.origin.partition) was made again: records below \(row.position.next), up to which it was folded, \
                are newer than what was folded\(EventsCheck.advice)
                """)
        }
    }

    static let advice = "; docs/operations.md, \"When a topic is lost\", says what can be done"

    /// No record below the position is newer than the partition's clock, which is the largest time of those.
    private func wasMadeAgain(_ row: StoreRow) throws(LogError) -> Bool {
        var cells = CellReader(share.store.database)
        guard let cell = try cells.get(row.place, CellKey.partition),
            let clock = try? cell.withUnsafeBytes({ try PartitionState(cell: $0).clock })
        else { return false }
        let (partition, next) = (row.origin.partition, row.position.next)
        guard let newer = try node.view.offset(topic, partition, since: clock + 1), newer < next else { return false }
        // Marks and aborted records of strangers have times too, and two leaders may differ in theirs.
        let reader = try KafkaReader(node.settings, isCommitted: true, sink: node.sink)
        defer { reader.close() }
        guard let record = try reader.record(topic, partition, at: newer) else { return false }
        return record.offset < next && record.time > clock
    }
}
