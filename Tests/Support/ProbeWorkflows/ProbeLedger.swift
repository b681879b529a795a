import Foundation
import Sluice

/// A file to which bodies add a line when they begin and when they end, each in one write: `process what task key`.
package final class ProbeLedger: Sendable {
    /// By the environment variable `PROBE_LEDGER`; without it nothing is noted.
    package static let current: ProbeLedger? = ProcessInfo.processInfo.environment["PROBE_LEDGER"].flatMap {
        ProbeLedger(path: $0)
    }

    private let file: Int32

    package init?(path: String) {
        file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        if file < 0 { return nil }
    }

    package func note(_ line: String) {
        Array("\(line)\n".utf8).withUnsafeBytes { _ = write(file, $0.baseAddress, $0.count) }
    }

    static func around<Result>(_ body: () throws -> Result) rethrows -> Result {
        let context = TaskContext.current
        note("start", context)
        defer { note("end", context) }
        return try body()
    }

    static func around<Result>(_ body: () async throws -> Result) async rethrows -> Result {
        let context = TaskContext.current
        note("start", context)
        defer { note("end", context) }
        return try await body()
    }

    private static func note(_ what: String, _ context: TaskContext?) {
        guard let current, let context else { return }
        current.note("\(getpid()) \(what) \(context.task) \(context.idempotencyKey)")
    }
}
