import SluiceEmbedded
import SluiceEngine

/// What RocksDB alone does with the batches that a run has written.
enum BenchLimit {
    /// Writes them into a fresh folder, and measures those between two moments.
    static func seconds(_ engine: BenchEngine, from start: EmbeddedMark, to end: EmbeddedMark) throws -> Double {
        let folder = try Folder.temporary()
        defer { Folder.remove(folder) }
        return try EmbeddedLimit(of: engine.log, from: start, to: end).seconds(folder: folder)
    }
}
