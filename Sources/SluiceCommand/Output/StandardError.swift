private import Glibc

/// Errors, log lines and progress: written at once.
enum StandardError {
    static var isTerminal: Bool { isatty(2) == 1 }

    static func write(_ text: String) { Descriptor.writeAll(2, Array(text.utf8)) }

    static func line(_ text: String) { write(text + "\n") }
}
