#if canImport(Synchronization)
import Synchronization
#endif

/// What a lane appends, in order and without a hole: a failed or unheard append, and everything behind it, is sent again.
///
/// Whoever reads the records can tell a repeat, so sending one again that had arrived is harmless; letting a later one pass
/// a failed one is not. A checkpoint waits until everything appended before it is confirmed.
package final class Outbox: AppendObserver {
    // Everything but `heard` is confined to the lane's thread; `heard` is behind its lock.
    private nonisolated(unsafe) var records: [AppendRecord] = []
    /// Number of the first record in `records`.
    private nonisolated(unsafe) var base: UInt64 = 0
    /// Records of the front part that were handed to the log in this epoch.
    private nonisolated(unsafe) var sent = 0
    /// Raised at each failure: outcomes of an earlier sending are void.
    private nonisolated(unsafe) var epoch: UInt64 = 0
    private nonisolated(unsafe) var failures: UInt64 = 0
    private let heard = Mutex<[(token: UInt64, isAcknowledged: Bool)]>([])
    private let log: any EventLog
    private let waker: any Waker

    package init(log: any EventLog, waker: any Waker) {
        self.log = log
        self.waker = waker
    }

    /// Number of the next record: a checkpoint taken now waits for ``confirmed`` to reach it.
    package var appended: UInt64 { base + UInt64(records.count) }
    /// Every record below this number is in the log.
    package var confirmed: UInt64 { base }
    package var resent: UInt64 { failures }

    package func append(_ record: AppendRecord) { records.append(record) }

    package func appended(token: UInt64, outcome: AppendOutcome) {
        let isAcknowledged: Bool
        if case .acknowledged = outcome { isAcknowledged = true } else { isAcknowledged = false }
        heard.withLock { $0.append((token, isAcknowledged)) }
        waker.wake()
    }

    /// Takes in what was heard, and hands over what was not sent.
    package func flush() {
        let outcomes = heard.withLock { list in
            defer { list.removeAll(keepingCapacity: true) }
            return list
        }
        for outcome in outcomes where outcome.token >> 40 == epoch & 0xffffff {
            guard outcome.isAcknowledged else {
                epoch += 1
                failures += 1
                sent = 0
                continue
            }
            // Confirmations come in order: this one is the first that was out.
            records.removeFirst()
            base += 1
            sent -= 1
        }
        guard sent < records.count else { return }
        var batch = Array(records[sent...])
        for index in batch.indices {
            batch[index].token = (epoch & 0xffffff) << 40 | (base + UInt64(sent + index)) & 0xff_ffff_ffff
        }
        if log.append(batch, observer: self) { sent = records.count }
    }
}
