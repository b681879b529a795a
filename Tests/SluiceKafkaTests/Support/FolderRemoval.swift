import Foundation

/// Takes a node's data away.
enum FolderRemoval {
    /// Returns whether there was something.
    static func remove(_ path: String) throws -> Bool {
        guard FileManager.default.fileExists(atPath: path) else { return false }
        try FileManager.default.removeItem(atPath: path)
        return true
    }
}
