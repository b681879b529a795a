import SluiceEngine
import Synchronization

/// The newest groups, in memory, and what can be read of every partition. Lanes that keep up read nothing else.
final class Tail: Sendable {
    private struct State {
        /// Nil below `head`.
        var groups: [CommittedGroup?] = []
        var head = 0
        var bytes = 0
        /// Number of the group at `head`; the first ever is 0.
        var first: UInt64 = 0
        /// The offset behind the last record of each stream.
        var ends: [Int64]
    }

    private let state: Mutex<State>
    private let published = Atomic<UInt64>(0)
    private let limit: Int

    init(ends: [Int64], bytes: Int) {
        state = Mutex(State(ends: ends))
        limit = bytes
    }

    /// How many groups there were. Cheap: read at every poll.
    var sequence: UInt64 { published.load(ordering: .acquiring) }

    /// Makes a group readable, and with it the ends of its partitions.
    func publish(_ group: CommittedGroup, ends: [Int64]) {
        let dropped = state.withLock { state -> [CommittedGroup] in
            state.ends = ends
            state.groups.append(group)
            state.bytes += group.byteCount
            // Freed by the caller, outside the lock; the array itself is shortened now and then.
            var dropped: [CommittedGroup] = []
            while state.bytes > limit && state.head < state.groups.count - 1, let oldest = state.groups[state.head] {
                dropped.append(oldest)
                state.bytes -= oldest.byteCount
                state.groups[state.head] = nil
                state.head += 1
                state.first += 1
            }
            if state.head >= 64 && state.head * 2 >= state.groups.count {
                state.groups.removeSubrange(0..<state.head)
                state.head = 0
            }
            published.store(state.first + UInt64(state.groups.count - state.head), ordering: .releasing)
            return dropped
        }
        _ = dropped
    }

    /// The groups from number `cursor` on, until they have more than `bytes`. Nil: they are no longer here.
    func groups(from cursor: UInt64, bytes: Int) -> [CommittedGroup]? {
        state.withLock { state in
            guard cursor >= state.first else { return nil }
            var index = state.head + Int(cursor - state.first)
            var taken: [CommittedGroup] = []
            var total = 0
            while index < state.groups.count && total <= bytes, let group = state.groups[index] {
                taken.append(group)
                total += group.byteCount
                index += 1
            }
            return taken
        }
    }

    /// The ends of `streams`, and the number of the group that comes behind them.
    func ends(_ streams: Range<Int>, into ends: inout [Int64]) -> UInt64 {
        state.withLock { state in
            for (index, stream) in streams.enumerated() { ends[index] = state.ends[stream] }
            return state.first + UInt64(state.groups.count - state.head)
        }
    }

    func end(_ stream: Int) -> Int64 { state.withLock { $0.ends[stream] } }
}
