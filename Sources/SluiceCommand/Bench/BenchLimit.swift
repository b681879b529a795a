import SluiceEmbedded
import SluiceEngine

/// What RocksDB alone does with the batches that a run has written.
enum BenchLimit {
    /// Writes them all into a fresh folder. The node has stopped: whatever was to be committed belongs to the run.
    static func seconds(_ engine: BenchEngine) throws -> Double {
        let folder = try Folder.temporary()
        defer { Folder.remove(folder) }
        return try EmbeddedLimit(of: engine.log).seconds(folder: folder)
    }
}
