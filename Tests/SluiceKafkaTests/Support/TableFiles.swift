import Foundation

/// The files in which RocksDB keeps what it has sorted.
enum TableFiles {
    /// Changes a byte of the first block of each. Returns how many there were.
    static func damage(_ folder: String) throws -> Int {
        let files = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".sst") }
        for file in files {
            let handle = try FileHandle(forUpdating: URL(fileURLWithPath: "\(folder)/\(file)"))
            try handle.seek(toOffset: 20)
            let byte = try handle.read(upToCount: 1)?.first ?? 0
            try handle.seek(toOffset: 20)
            try handle.write(contentsOf: Data([byte ^ 0xff]))
            try handle.close()
        }
        return files.count
    }
}
