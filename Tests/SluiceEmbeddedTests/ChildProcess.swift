import Glibc

/// This test binary, started again to run one test in a role, so that it can be killed.
final class ChildProcess {
    static let roleVariable = "SLUICE_EMBEDDED_CHILD"
    /// `role folder file`, in a child.
    static let role: [String]? = getenv(roleVariable).map { String(cString: $0).split(separator: " ").map(String.init) }

    let pid: pid_t
    /// How it ended, as `waitpid` tells; nil: it runs.
    private(set) var status: Int32?

    /// - Parameter file: what the child reports to.
    init?(role: String, folder: String, file: String) {
        let arguments = Self.arguments()
        var environment = ["\(Self.roleVariable)=\(role) \(folder) \(file)"]
        var index = 0
        while let variable = environ[index] {
            environment.append(String(cString: variable))
            index += 1
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 2, file + ".log", O_WRONLY | O_CREAT | O_APPEND, 0o644)
        defer { posix_spawn_file_actions_destroy(&actions) }
        var pid: pid_t = 0
        var argv: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        var envp: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) } + [nil]
        defer { for pointer in argv + envp { free(pointer) } }
        guard posix_spawn(&pid, "/proc/self/exe", &actions, nil, &argv, &envp) == 0 else { return nil }
        self.pid = pid
    }

    deinit { kill() }

    func kill() {
        guard status == nil else { return }
        Glibc.kill(pid, SIGKILL)
        wait()
    }

    func wait() {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
        self.status = status
    }

    /// Whether it has ended by itself.
    var hasEnded: Bool {
        if status != nil { return true }
        var status: Int32 = 0
        guard waitpid(pid, &status, WNOHANG) == pid else { return false }
        self.status = status
        return true
    }

    /// Our own, but for which tests to run.
    private static func arguments() -> [String] {
        let all = Files.stream("/proc/self/cmdline").split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
        var kept: [String] = []
        var skipsNext = false
        for argument in all {
            if skipsNext {
                skipsNext = false
            } else if argument == "--filter" || argument == "--skip" {
                skipsNext = true
            } else {
                kept.append(argument)
            }
        }
        return kept + ["--filter", "SluiceEmbeddedTests.ChildRoles"]
    }
}
