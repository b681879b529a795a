@preconcurrency private import Glibc

/// Another process, mostly this program again with a role. It is talked to line by line, by its standard input and output; its
/// errors go where ours go.
final class BenchProcess {
    private let id: pid_t
    private let input: Int32
    private let output: Int32
    private var unread: [UInt8] = []
    private var status: Int32?

    convenience init(_ role: BenchRole) throws(CommandError) {
        try self.init(
            BenchProcess.ownPath, ["sluice", "bench"], environment: ["\(BenchRole.variable)=\(role.text)"])
    }

    /// - Parameters:
    ///   - words: its arguments, its name first.
    ///   - more: beside this process's own environment, but for its role.
    init(_ program: String, _ words: [String], environment more: [String] = []) throws(CommandError) {
        let (its, ours) = (try BenchProcess.pipe(), try BenchProcess.pipe())
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, its.read, 0)
        posix_spawn_file_actions_adddup2(&actions, ours.write, 1)
        var environment: [UnsafeMutablePointer<CChar>?] = []
        var entry = environ
        while let text = entry.pointee {
            if strncmp(text, "\(BenchRole.variable)=", BenchRole.variable.utf8.count + 1) != 0 {
                environment.append(strdup(text))
            }
            entry += 1
        }
        environment += more.map { strdup($0) } + [nil]
        var arguments = words.map { strdup($0) } + [nil]
        defer { for text in environment + arguments { free(text) } }
        var id = pid_t()
        let error = posix_spawn(&id, program, &actions, nil, &arguments, &environment)
        close(its.read)
        close(ours.write)
        guard error == 0 else {
            close(its.write)
            close(ours.read)
            throw CommandError(.io, "cannot start \(program): \(String(cString: strerror(error)))")
        }
        self.id = id
        input = its.write
        output = ours.read
    }

    private static func pipe() throws(CommandError) -> (read: Int32, write: Int32) {
        var ends: [Int32] = [-1, -1]
        guard Glibc.pipe(&ends) == 0 else { throw CommandError(.io, "cannot make a pipe: \(Descriptor.reason)") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }

    deinit {
        if status == nil {
            kill()
            _ = wait()
        }
        close(input)
        close(output)
    }

    private static var ownPath: String {
        var path = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
        let count = readlink("/proc/self/exe", &path, path.count - 1)
        return count > 0 ? path.withUnsafeBufferPointer { String(cString: $0.baseAddress!) } : "/proc/self/exe"
    }

    /// The next line that it writes; nil: it closed its output.
    func line() -> String? {
        while true {
            if let end = unread.firstIndex(of: 0x0a) {
                defer { unread.removeFirst(end + 1) }
                return String(decoding: unread[..<end], as: UTF8.self)
            }
            var chunk = [UInt8](repeating: 0, count: 4_096)
            let count = read(output, &chunk, chunk.count)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return nil }
            unread.append(contentsOf: chunk[..<count])
        }
    }

    /// False: it is gone.
    @discardableResult
    func send(_ line: String) -> Bool { send(bytes: Array("\(line)\n".utf8)) }

    func send(bytes: [UInt8]) -> Bool {
        // A process that is gone is told by what it did not answer, not by a signal.
        signal(SIGPIPE, SIG_IGN)
        return Descriptor.writeAll(input, bytes)
    }

    func kill() { _ = Glibc.kill(id, SIGKILL) }

    /// Waits for its end. True: it ended with 0.
    func wait() -> Bool {
        if let status { return status == 0 }
        var ended: Int32 = 0
        while waitpid(id, &ended, 0) < 0 && errno == EINTR {}
        status = ended
        return ended == 0
    }

    /// Runs a process to its end.
    ///
    /// - Returns: what it measured.
    /// - Throws: when it failed, or measured nothing; it has said why.
    static func samples(_ role: BenchRole, of workload: String) throws(CommandError) -> [BenchSample] {
        let process = try BenchProcess(role)
        var samples: [BenchSample] = []
        while let line = process.line() { if let sample = BenchSample(line: line) { samples.append(sample) } }
        guard process.wait(), !samples.isEmpty else {
            throw CommandError(.no, "the workload \(workload) failed")
        }
        return samples
    }

    /// For a process with a role that goes on for ever: whether the one that started it is gone.
    static func isOrphan(startedBy parent: Int32) -> Bool { getppid() != parent }

    static var parent: Int32 { getppid() }
}
