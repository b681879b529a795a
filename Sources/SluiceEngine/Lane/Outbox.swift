import Synchronization

/// What a lane appends, in order and without a hole: a failed or unheard append, and everything behind it, is sent again.
///
/// Whoever reads the records can tell a repeat, so sending one again that had arrived is harmless; letting a later one pass
/// a failed one is not. A checkpoint waits until everything appended before it is confirmed.
package final class Outbox: AppendObserver {
    private struct Entry {
        var record: AppendRecord
        /// Heard of in this epoch. Outcomes come in order within a partition only.
        var isConfirmed = false
        /// Why it will never be taken.
        var refusal: LogError?
    }

    /// A record that the log will never take.
    package struct Refused {
        package var record: AppendRecord
        package var error: LogError
    }

    // Everything but `heard` is confined to the lane's thread; `heard` is behind its lock.
    private nonisolated(unsafe) var entries: [Entry] = []
    /// Entries at the front that are confirmed and only not yet cleared away.
    private nonisolated(unsafe) var head = 0
    /// Number of the entry at `head`.
    private nonisolated(unsafe) var base: UInt64 = 0
    /// Entries from `head` on that were handed to the log in this epoch.
    private nonisolated(unsafe) var sent = 0
    /// Raised at each failure: outcomes of an earlier sending are void.
    private nonisolated(unsafe) var epoch: UInt64 = 0
    private nonisolated(unsafe) var failures: UInt64 = 0
    private nonisolated(unsafe) var refused: [Refused] = []
    private nonisolated(unsafe) var bytes = 0
    private let heard = Mutex<[(token: UInt64, outcome: AppendOutcome)]>([])
    private let log: any EventLog
    private let waker: any Waker

    package init(log: any EventLog, waker: any Waker) {
        self.log = log
        self.waker = waker
    }

    /// Number of the next record: a checkpoint taken now waits for ``confirmed`` to reach it.
    package var appended: UInt64 { base + UInt64(entries.count - head) }
    /// Every record below this number is in the log, or among those that it refused.
    package var confirmed: UInt64 { base }
    package var resent: UInt64 { failures }
    /// The log had no room: ``flush()`` is to be called again.
    package var hasUnsent: Bool { sent < entries.count - head }

    /// About how much memory is taken by records that are not confirmed.
    package var byteCount: Int { bytes }

    package func append(_ record: AppendRecord) {
        bytes += record.size
        entries.append(Entry(record: record))
    }

    /// Records below ``confirmed`` that the log refused, once.
    package func takeRefused() -> [Refused] {
        defer { refused = [] }
        return refused
    }

    package func appended(token: UInt64, outcome: AppendOutcome) {
        heard.withLock { $0.append((token, outcome)) }
        waker.wake()
    }

    /// Takes in what was heard, and hands over what was not sent.
    package func flush() {
        let outcomes = heard.withLock { list in
            defer { list.removeAll(keepingCapacity: true) }
            return list
        }
        for (token, outcome) in outcomes where token >> 40 == epoch & 0xffffff {
            switch outcome {
            case .acknowledged: confirm(token, refusal: nil)
            case .refused(let error): confirm(token, refusal: error)
            case .failed, .unknown: sendAgain()
            }
        }
        clearConfirmed()
        guard hasUnsent else { return }
        var batch: [AppendRecord] = []
        batch.reserveCapacity(entries.count - head - sent)
        for index in head + sent..<entries.count {
            var record = entries[index].record
            record.token = (epoch & 0xffffff) << 40 | (base + UInt64(index - head)) & 0xff_ffff_ffff
            batch.append(record)
        }
        if log.append(batch, observer: self) { sent = entries.count - head }
    }

    private func confirm(_ token: UInt64, refusal: LogError?) {
        // Numbers of this epoch are less than 2^40 apart.
        let index = head + Int((token &- base) & 0xff_ffff_ffff)
        guard index < entries.count else { return }
        entries[index].isConfirmed = true
        entries[index].refusal = refusal
    }

    /// What is behind the first unconfirmed record is void, confirmed or not: a later one may have passed it.
    private func sendAgain() {
        clearConfirmed()
        epoch += 1
        failures += 1
        sent = 0
        for index in head..<entries.count {
            entries[index].isConfirmed = false
            entries[index].refusal = nil
        }
    }

    private func clearConfirmed() {
        while head < entries.count, entries[head].isConfirmed {
            let entry = entries[head]
            bytes -= entry.record.size
            if let refusal = entry.refusal { refused.append(Refused(record: entry.record, error: refusal)) }
            head += 1
            base += 1
            sent -= 1
        }
        if head > 1_024 && head * 2 > entries.count || head == entries.count {
            entries.removeFirst(head)
            head = 0
        }
    }
}
