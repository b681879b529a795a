import Glibc
import SluiceEngine

/// SIGTERM, on a thread that may wait.
enum Termination {
    /// Calls `body` once the signal comes. To be called before any other thread is started.
    static func onSignal(_ body: @escaping @Sendable () -> Void) {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGTERM)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        let awaited = signals
        OSThread.start("termination") {
            var heard: Int32 = 0
            var set = awaited
            while sigwait(&set, &heard) != 0 {}
            body()
        }.detach()
    }
}
