import ChaosKit
import Glibc
import Sluice
import Synchronization

/// Writes down that a task body runs, before it does anything.
enum Execution {
    private static let count = Atomic<Int>(0)
    private static let file: LineFile? = getenv("CHAOS_EFFECTS").flatMap {
        try? LineFile(appendingTo: String(cString: $0))
    }

    /// - Returns: a token that no other execution has.
    static func note() -> String {
        let token = "\(getpid())-\(Monotonic.now())-\(count.add(1, ordering: .relaxed).newValue)"
        let context = TaskContext.current
        try? file?.add("\(Monotonic.now()) \(getpid()) \(context?.instance ?? "?") \(context?.attempt ?? 0) \(token)\n")
        return token
    }
}
