package import Glibc

/// A process that a run starts, watches without waiting for it, and breaks.
package final class Offspring {
    /// How a process ended.
    package enum End: Equatable, Sendable {
        case exited(Int32)
        case signalled(Int32)
    }

    package let id: pid_t
    private var end: End?

    /// - Parameters:
    ///   - words: the program, looked for on the PATH, and its arguments.
    ///   - output: the file that standard output and standard error are added to; nil: the run's own.
    package init(_ words: [String], output: String? = nil) throws(ChaosError) {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let output {
            posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output, O_WRONLY | O_CREAT | O_APPEND, 0o644)
            posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
        }
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { for word in arguments { free(word) } }
        var id: pid_t = 0
        let code = posix_spawnp(&id, words[0], &actions, nil, &arguments, environ)
        guard code == 0 else { throw ChaosError("\(words[0]): \(String(cString: strerror(code)))") }
        self.id = id
    }

    package func signal(_ signal: Int32) { if poll() == nil { kill(id, signal) } }

    /// How it ended; nil: it runs.
    package func poll() -> End? {
        if let end { return end }
        var status: Int32 = 0
        guard waitpid(id, &status, WNOHANG) == id else { return nil }
        let signal = status & 0x7f
        end = signal == 0 ? .exited((status >> 8) & 0xff) : .signalled(signal)
        return end
    }

    /// Waits for the end.
    ///
    /// - Throws: when it does not come in so many seconds.
    package func wait(seconds: Int) throws(ChaosError) -> End {
        let deadline = Monotonic.now() + Int64(seconds) * 1_000_000
        while true {
            if let end = poll() { return end }
            guard Monotonic.now() < deadline else { throw ChaosError("process \(id) has not ended after \(seconds) s") }
            usleep(5_000)
        }
    }

    /// Runs a program to its end.
    ///
    /// - Throws: when it does not end with 0.
    package static func run(_ words: [String], seconds: Int = 60, output: String? = nil) throws(ChaosError) {
        let end = try Offspring(words, output: output).wait(seconds: seconds)
        guard end == .exited(0) else { throw ChaosError("\(words.joined(separator: " ")): \(end)") }
    }
}
