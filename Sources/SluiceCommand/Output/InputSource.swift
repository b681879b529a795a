private import Glibc

/// Values that a command takes from its command line, a file or stdin.
enum InputSource {
    /// The largest value: 16 MiB.
    static let limit = 16 << 20

    /// The bytes of a file; `-` is stdin.
    static func file(_ path: String) throws(CommandError) -> [UInt8] {
        let descriptor = path == "-" ? 0 : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw CommandError(.noInput, "cannot open \(path): \(Descriptor.reason)")
        }
        defer { if descriptor != 0 { close(descriptor) } }
        guard let bytes = Descriptor.readAll(descriptor, limit: limit + 1) else {
            throw CommandError(.io, "cannot read \(path): \(Descriptor.reason)")
        }
        guard bytes.count <= limit else { throw CommandError(.data, "\(path) has more than \(limit) bytes") }
        return bytes
    }

    /// `text` itself, `@file`, or `-` for stdin.
    static func value(_ text: String) throws(CommandError) -> [UInt8] {
        if text == "-" { return try file("-") }
        if text.hasPrefix("@") { return try file(String(text.dropFirst())) }
        return Array(text.utf8)
    }
}
