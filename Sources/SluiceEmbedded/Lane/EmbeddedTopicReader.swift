import SluiceEngine

/// Reads `batch` for a lane, from the database.
final class EmbeddedTopicReader: TopicReader {
    private let core: EmbeddedCore
    /// The next offset of each partition that is read.
    private var next: [Int: Int64] = [:]

    init(core: EmbeddedCore) { self.core = core }

    var partitions: Int? { core.shape.partitions }

    func seek(_ partition: Int, to offset: Int64, goingOn: Bool) { next[partition] = offset }

    func poll(_ partition: Int, into batch: inout RecordBatch, bytes: Int) -> TopicNews {
        batch.removeAll()
        guard let from = next[partition], let kept = try? core.range(.batch, partition) else {
            return .interrupted(kept: nil)
        }
        guard from >= kept.lowerBound, from <= kept.upperBound else { return .interrupted(kept: kept) }
        if from == kept.upperBound { return .records(end: from) }
        do throws(LogError) {
            next[partition] = try core.read(
                .batch, partition, from: from, below: kept.upperBound, bytes: bytes, into: &batch)
            return .records(end: nil)
        } catch {
            batch.removeAll()
            return .interrupted(kept: nil)
        }
    }

    func end(_ partition: Int) -> Int64? { try? core.range(.batch, partition).upperBound }

    func close() {}
}
