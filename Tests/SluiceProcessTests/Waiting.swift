import Foundation

/// Waits for conditions of other processes and threads: asked often, with a limit far above what is usual.
enum Waiting {
    static func until(_ what: String, seconds: Double = 60, _ isMet: () throws -> Bool) throws {
        let deadline = Date(timeIntervalSinceNow: seconds)
        while try !isMet() {
            guard Date() < deadline else { throw ProbeError("not within \(seconds) s: \(what)") }
            usleep(2_000)
        }
    }
}
