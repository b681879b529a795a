private import Glibc
private import Synchronization

/// The results of a command, buffered: one write for many lines.
enum StandardOutput {
    private struct State {
        var buffer: [UInt8] = []
        /// `errno` of the first write that failed; what comes behind it is dropped.
        var failure: Int32?
    }

    private static let state = Mutex(State())
    private static let limit = 65_536

    static var isTerminal: Bool { isatty(1) == 1 }

    static func write(_ text: String) { write(Array(text.utf8)) }

    static func write(_ bytes: some Collection<UInt8>) {
        state.withLock {
            $0.buffer.append(contentsOf: bytes)
            if $0.buffer.count >= limit { drain(&$0) }
        }
    }

    static func line(_ text: String) { write(text + "\n") }

    /// A JSON value on one line. Values are kept as they were sent: between their tokens there may be ends of lines.
    static func line(_ json: [UInt8]) {
        state.withLock {
            $0.buffer.append(contentsOf: json.lazy.map { $0 == 0x0a || $0 == 0x0d ? 0x20 : $0 })
            $0.buffer.append(0x0a)
            if $0.buffer.count >= limit { drain(&$0) }
        }
    }

    static func flush() { state.withLock { drain(&$0) } }

    /// Whether results were lost: nobody needs more of them.
    static var hasFailed: Bool { state.withLock { $0.failure != nil } }

    /// Why results were lost, told once.
    static func takeFailure() -> CommandError? {
        state.withLock { state in
            defer { state.failure = nil }
            return state.failure.map { CommandError(.io, "cannot write the results: \(String(cString: strerror($0)))") }
        }
    }

    private static func drain(_ state: inout State) {
        if !state.buffer.isEmpty, state.failure == nil, !Descriptor.writeAll(1, state.buffer) { state.failure = errno }
        state.buffer.removeAll(keepingCapacity: true)
    }
}
