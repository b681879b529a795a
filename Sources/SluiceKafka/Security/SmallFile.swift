import Glibc
import SluiceEngine

/// Reads a file that a setting names.
enum SmallFile {
    private static let most = 1 << 20

    /// - Throws: `invalid settings` with the setting, the path and the system's reason.
    static func read(_ path: String, _ setting: String) throws(LogError) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw refusal(path, setting) }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(file, &chunk, chunk.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw refusal(path, setting) }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
            guard bytes.count <= most else {
                throw LogError(.invalidSettings, "\(setting): \(path) has more than \(most) bytes")
            }
        }
    }

    private static func refusal(_ path: String, _ setting: String) -> LogError {
        LogError(.invalidSettings, "\(setting): \(path): \(String(cString: strerror(errno)))")
    }
}
