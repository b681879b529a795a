import Glibc

/// A process that a test starts and kills.
struct ChildProcess {
    let id: pid_t

    /// - Parameters:
    ///   - output: the file that standard output and standard error are appended to; nil: the test's own.
    init(_ path: String, _ arguments: [String], output: String? = nil) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let output {
            posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output, O_WRONLY | O_CREAT | O_APPEND, 0o600)
            posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
        }
        var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var id: pid_t = 0
        let code = posix_spawn(&id, path, &actions, nil, &words, environ)
        guard code == 0 else { throw Failure(description: "\(path): \(String(cString: strerror(code)))") }
        self.id = id
    }

    struct Failure: Error, CustomStringConvertible { var description: String }

    /// How a process ended.
    enum End: Equatable {
        case exited(Int32)
        case signalled(Int32)
    }

    func kill(_ signal: Int32 = SIGKILL) { Glibc.kill(id, signal) }

    /// Waits for the end.
    func wait() -> End {
        var status: Int32 = 0
        while waitpid(id, &status, 0) < 0 && errno == EINTR {}
        let signal = status & 0x7f
        return signal == 0 ? .exited((status >> 8) & 0xff) : .signalled(signal)
    }
}
