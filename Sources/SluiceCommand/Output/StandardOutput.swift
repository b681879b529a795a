private import Glibc
private import Synchronization

/// The results of a command, buffered: one write for many lines.
enum StandardOutput {
    private static let buffer = Mutex<[UInt8]>([])
    private static let limit = 65_536

    static var isTerminal: Bool { isatty(1) == 1 }

    static func write(_ text: String) { write(Array(text.utf8)) }

    static func write(_ bytes: some Collection<UInt8>) {
        buffer.withLock {
            $0.append(contentsOf: bytes)
            if $0.count >= limit { drain(&$0) }
        }
    }

    static func line(_ text: String) { write(text + "\n") }

    static func line(_ bytes: [UInt8]) {
        buffer.withLock {
            $0.append(contentsOf: bytes)
            $0.append(0x0a)
            if $0.count >= limit { drain(&$0) }
        }
    }

    static func flush() { buffer.withLock { drain(&$0) } }

    private static func drain(_ bytes: inout [UInt8]) {
        if !bytes.isEmpty { Descriptor.writeAll(1, bytes) }
        bytes.removeAll(keepingCapacity: true)
    }
}
