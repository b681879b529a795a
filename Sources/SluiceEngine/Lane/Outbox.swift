#if canImport(Synchronization)
import Synchronization
#endif

/// What a lane appends, in order and without a hole: a failed or unheard append, and everything behind it, is sent again.
///
/// Whoever reads the records can tell a repeat, so sending one again that had arrived is harmless; letting a later one pass
/// a failed one is not. A checkpoint waits until everything appended before it is confirmed.
package final class Outbox: AppendObserver {
    private struct Item {
        var record: AppendRecord
        /// Confirmed in this epoch. Confirmations of different partitions come in any order, so one behind an unconfirmed
        /// record waits here; a failure before it makes it void.
        var isConfirmed = false
    }

    // Everything but `heard` is confined to the lane's thread; `heard` is behind its lock.
    private nonisolated(unsafe) var items: [Item] = []
    /// Items of the front that are done with and not cut off yet.
    private nonisolated(unsafe) var head = 0
    /// Number of the first unconfirmed record.
    private nonisolated(unsafe) var base: UInt64 = 0
    /// Records behind `head` that were handed to the log in this epoch.
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
    package var appended: UInt64 { base + UInt64(items.count - head) }
    /// Every record below this number is in the log.
    package var confirmed: UInt64 { base }
    package var resent: UInt64 { failures }

    package func append(_ record: AppendRecord) { items.append(Item(record: record)) }

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
            take(number: outcome.token & 0xff_ffff_ffff, isAcknowledged: outcome.isAcknowledged)
        }
        cutHead()
        guard head + sent < items.count else { return }
        var batch = items[(head + sent)...].map(\.record)
        for index in batch.indices {
            batch[index].token = (epoch & 0xffffff) << 40 | (base + UInt64(sent + index)) & 0xff_ffff_ffff
        }
        if log.append(batch, observer: self) { sent = items.count - head }
    }

    private func take(number: UInt64, isAcknowledged: Bool) {
        guard isAcknowledged else {
            epoch += 1
            failures += 1
            sent = 0
            for index in head..<items.count { items[index].isConfirmed = false }
            return
        }
        // Numbers travel in 40 bits; far fewer are ever out at once.
        let index = head + Int((number &- base) & 0xff_ffff_ffff)
        guard index < head + sent else { return }
        items[index].isConfirmed = true
        while sent > 0 && items[head].isConfirmed {
            head += 1
            base += 1
            sent -= 1
        }
    }

    private func cutHead() {
        if head == items.count {
            items.removeAll(keepingCapacity: true)
        } else if head >= 1_024 && head * 2 >= items.count {
            items.removeFirst(head)
        } else {
            return
        }
        head = 0
    }
}
