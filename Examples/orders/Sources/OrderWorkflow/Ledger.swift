import Foundation
import Sluice

/// A file to which every task body adds a line when it starts and when it ends, so that others can count from the outside
/// how often each ran. On when the environment names a file in `ORDERS_LEDGER`.
///
/// Each line is one write to a file opened for appending: lines of several threads and processes do not mix, and what was
/// written stays when the process is killed.
final class Ledger: Sendable {
    enum What: String {
        case start, end, failure
    }

    static let current: Ledger? = ProcessInfo.processInfo.environment["ORDERS_LEDGER"].flatMap { Ledger(path: $0) }

    private let file: Int32

    private init?(path: String) {
        file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        if file < 0 { return nil }
    }

    /// `process what task key`
    func note(_ what: What, _ context: TaskContext?) {
        guard let context else { return }
        let line = "\(getpid()) \(what.rawValue) \(context.task) \(context.idempotencyKey)\n"
        Array(line.utf8).withUnsafeBytes { _ = write(file, $0.baseAddress, $0.count) }
    }
}
