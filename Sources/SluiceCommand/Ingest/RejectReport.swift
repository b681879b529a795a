private import Glibc
import SluiceEngine

/// Tells of rejected lines: the first few on stderr, all of them in a file when one is named.
final class RejectReport {
    private static let shown = 10
    private let file: Int32?
    private let path: String?
    /// The name of the program, which every problem on stderr begins with.
    private let program: String
    private var buffer: [UInt8] = []
    private(set) var count = 0

    /// - Throws: `cannotCreate` with the reason.
    init(path: String?, program: String) throws(CommandError) {
        self.path = path
        self.program = program
        guard let path else {
            file = nil
            return
        }
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw CommandError(.cannotCreate, "cannot write \(path): \(Descriptor.reason)") }
        file = descriptor
    }

    deinit { if let file { close(file) } }

    /// - Throws: `io` when the file cannot be written on.
    func reject(
        _ text: UnsafeBufferPointer<UInt8>, file name: String, line: Int, reason: String
    ) throws(CommandError) {
        count += 1
        if file != nil {
            var object = JSONObject()
            object.string("file", name)
            object.int("line", Int64(line))
            object.string("reason", reason)
            // Bytes that are not UTF-8 show as U+FFFD.
            object.string("text", String(decoding: text, as: UTF8.self))
            buffer += object.finish()
            buffer.append(0x0a)
            if buffer.count > 65_536 { try flush() }
        }
        if count <= RejectReport.shown { StandardError.line("\(program): \(name):\(line): rejected: \(reason)") }
    }

    private func flush() throws(CommandError) {
        defer { buffer.removeAll(keepingCapacity: true) }
        guard let file, let path, !buffer.isEmpty, !Descriptor.writeAll(file, buffer) else { return }
        throw CommandError(.io, "cannot write \(path): \(Descriptor.reason)")
    }

    /// - Throws: `io` when the file cannot be written to its end.
    func finish() throws(CommandError) {
        try flush()
        guard count > RejectReport.shown else { return }
        let rest = count - RejectReport.shown
        StandardError.line(
            "\(program): \(rest) more lines rejected; "
                + (path.map { "all are in \($0)" } ?? "--rejects FILE lists all"))
    }
}
