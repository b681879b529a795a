private import Glibc
import SluiceEngine

/// SIGTERM and SIGINT, waited for instead of handled.
enum TerminationSignals {
    private static func set() -> sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, SIGTERM)
        sigaddset(&set, SIGINT)
        return set
    }

    /// Holds them back, in this thread and those that it starts from here on.
    static func block() {
        var set = set()
        pthread_sigmask(SIG_BLOCK, &set, nil)
        signal(SIGPIPE, SIG_IGN)
    }

    /// Waits for one of them. Returns its name.
    static func wait() -> String {
        var set = set()
        var number: Int32 = 0
        while sigwait(&set, &number) != 0 {}
        return number == SIGINT ? "SIGINT" : "SIGTERM"
    }

    /// From here on another one ends the process at once.
    static func exitOnNext(_ code: ExitCode) {
        _ = OSThread.start("sluice-signals") {
            pthread_detach(pthread_self())
            _ = wait()
            _exit(code.rawValue)
        }
    }
}
