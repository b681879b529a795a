import CRocksDB
import Glibc
import SluiceEngine

/// Calls into RocksDB, whose errors are C strings that the caller must free.
enum RocksError {
    /// Runs `body`; what it reports becomes a ``LogError`` that names `path`, and its string is freed.
    @inline(__always)
    static func check<Result>(
        _ path: String, _ doing: StaticString,
        _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) throws(LogError) -> Result {
        var message: UnsafeMutablePointer<CChar>?
        let result = body(&message)
        guard let message else { return result }
        throw take(message, path, doing)
    }

    /// Makes an error of `message`, and frees it.
    @inline(never)
    static func take(_ message: UnsafeMutablePointer<CChar>, _ path: String, _ doing: StaticString) -> LogError {
        defer { rocksdb_free(message) }
        return classify(String(cString: message), path: path, doing: "\(doing)")
    }

    /// What to make of RocksDB's words: a code to act on, and what a person can do.
    static func classify(_ text: String, path: String, doing: String) -> LogError {
        if text.contains("lock hold by current process") {
            return LogError(.inUse, "\(path): this process has it open already")
        }
        if text.contains("While lock file") {
            let holder = LockFile.holder(of: path + "/LOCK").map { "process \($0)" } ?? "another process"
            return LogError(
                .inUse, "\(path): \(holder) has it open; stop that one or use another data folder")
        }
        if text.contains("No space left on device") || text.contains("NoSpace") || text.contains("Disk quota exceeded")
        {
            return LogError(
                .diskFull,
                "\(path): disk full while \(doing); free space on this file system, nothing else is needed (\(text))")
        }
        if text.hasPrefix("Corruption") || text.contains("Corruption:") || text.contains("No such file") {
            return LogError(
                .corrupt,
                "\(path): damaged, found while \(doing): \(text). Stop, keep a copy of the folder, restore it from a backup"
            )
        }
        return LogError(.io, "\(path): cannot go on while \(doing): \(text)")
    }
}
