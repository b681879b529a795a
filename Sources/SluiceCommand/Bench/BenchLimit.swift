import SluiceEmbedded
import SluiceEngine

/// What RocksDB alone does with the batches that a run has written.
enum BenchLimit {
    /// Writes them all into a fresh folder.
    static func seconds(_ engine: BenchEngine) throws -> Double {
        // Whatever is still to be committed belongs to the run.
        engine.node.stop()
        let folder = BenchEngine.temporaryFolder()
        defer { FolderRemoval.remove(folder) }
        return try EmbeddedLimit(of: engine.log).seconds(folder: folder)
    }
}
