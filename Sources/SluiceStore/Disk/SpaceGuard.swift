package import SluiceEngine
import Synchronization

/// Keeps RocksDB from ever meeting a full disk: below the reserve no event is taken, below a quarter of it no checkpoint;
/// below twice of it compaction, which needs room before it frees any, does not start.
///
/// Refusing before a write is the only sure way to fail it cleanly: a write that failed halfway leaves its fate open, and
/// builds of RocksDB with assertions, as Debian's, end the process when a flush meets a full disk.
package final class SpaceGuard: Sendable {
    private let databases: [Database]
    private let path: String
    private let reserve: Int
    private let isPaused = Mutex(false)

    package init(databases: [Database], path: String, reserve: Int) {
        self.databases = databases
        self.path = path
        self.reserve = reserve
    }

    /// Nil: an event can be written; or why not.
    package func refusesAppend() -> LogError? {
        guard reserve > 0, let free = FreeSpace.bytes(at: path) else { return nil }
        pause(free)
        guard free < reserve else { return nil }
        return LogError(
            .diskFull,
            """
            \(path): disk full: \(free >> 20) MB free, the last \(reserve >> 20) MB are kept for checkpoints. No event is \
            taken until space is freed on this file system; nothing acknowledged is lost
            """)
    }

    /// Whether there is more than the reserve; false where nobody looks.
    package var hasRoom: Bool {
        guard reserve > 0, let free = FreeSpace.bytes(at: path) else { return false }
        return free >= reserve
    }

    /// Nil: a checkpoint can be written; or why not.
    package func refusesCheckpoint() -> LogError? {
        guard reserve > 0, let free = FreeSpace.bytes(at: path) else { return nil }
        pause(free)
        guard free < reserve / 4 else { return nil }
        return LogError(
            .diskFull,
            """
            \(path): disk full: \(free >> 20) MB free, a checkpoint wants \(reserve >> 22) MB. Free space on this file \
            system; nothing is lost, the events are in the log
            """)
    }

    /// What opening wants: it writes what the write-ahead logs hold into table files.
    package static func refusesOpening(_ path: String, reserve: Int) -> LogError? {
        guard reserve > 0, let free = FreeSpace.bytes(at: path), free < reserve / 8 else { return nil }
        return LogError(
            .diskFull,
            """
            \(path): disk full: \(free >> 20) MB free, opening wants \(reserve >> 23) MB. Free space on this file system; \
            nothing is lost
            """)
    }

    private func pause(_ free: Int) {
        isPaused.withLock { isPaused in
            let wanted = free < 2 * reserve || (isPaused && free < 2 * reserve + reserve / 2)
            guard wanted != isPaused else { return }
            isPaused = wanted
            for database in databases { try? database.set("disable_auto_compactions", wanted ? "true" : "false") }
        }
    }
}
