private import Glibc

/// Values that a command takes from its command line, a file or stdin.
enum InputSource {
    /// The largest value: 16 MiB.
    static let limit = 16 << 20

    /// The bytes of a file; `-` is stdin.
    static func file(_ path: String) throws(CommandError) -> [UInt8] {
        guard !path.isEmpty else { throw CommandError(.noInput, "the name of a file is empty") }
        let descriptor = path == "-" ? 0 : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw CommandError(.noInput, "cannot open \(path): \(Descriptor.reason)")
        }
        defer { if descriptor != 0 { close(descriptor) } }
        guard !Descriptor.isFolder(descriptor) else { throw CommandError(.noInput, "\(path) is a folder") }
        guard let bytes = Descriptor.readAll(descriptor, limit: limit + 1) else {
            throw CommandError(.io, "cannot read \(path): \(Descriptor.reason)")
        }
        guard bytes.count <= limit else { throw CommandError(.data, "\(path) has more than \(limit) bytes") }
        return bytes
    }

    /// `text` itself, `@file`, or `-` for stdin.
    ///
    /// - Returns: the bytes, and the name of the file; nil: the text itself.
    static func value(_ text: String) throws(CommandError) -> (bytes: [UInt8], file: String?) {
        if text == "-" { return (try file("-"), "stdin") }
        if text.hasPrefix("@") {
            let path = String(text.dropFirst())
            return (try file(path), path)
        }
        return (Array(text.utf8), nil)
    }
}
