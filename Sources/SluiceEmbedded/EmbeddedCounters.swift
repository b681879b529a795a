import Synchronization

/// What the threads of a log count.
final class EmbeddedCounters: Sendable {
    private let counts = Mutex(EmbeddedStatistics())

    var statistics: EmbeddedStatistics { counts.withLock { $0 } }

    func wrote(group records: Int, bytes: Int) {
        counts.withLock {
            $0.groups += 1
            $0.records += records
            $0.largestGroup = max($0.largestGroup, records)
            $0.eventBytes += bytes
        }
    }

    func wrote(cells: Int, bytes: Int) {
        counts.withLock {
            $0.checkpoints += 1
            $0.cells += cells
            $0.stateBytes += bytes
        }
    }

    func failed() { counts.withLock { $0.failures += 1 } }
}
