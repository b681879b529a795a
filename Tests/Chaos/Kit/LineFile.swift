import Glibc

/// A file that lines are added to. Each call is one write to a file opened for appending, so that lines of several processes do
/// not mix, and what was written stays when the process is killed.
package final class LineFile: Sendable {
    private let file: Int32
    private let path: String

    package init(appendingTo path: String) throws(ChaosError) {
        self.path = path
        file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw ChaosError("cannot open \(path): \(String(cString: strerror(errno)))") }
    }

    deinit { close(file) }

    package func add(_ lines: String) throws(ChaosError) {
        var lines = lines
        let (count, written) = lines.withUTF8 { ($0.count, write(file, $0.baseAddress, $0.count)) }
        guard written == count else { throw ChaosError("cannot write \(path): \(String(cString: strerror(errno)))") }
    }
}
