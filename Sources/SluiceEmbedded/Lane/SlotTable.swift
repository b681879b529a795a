import SluiceEngine
import Synchronization

/// Who holds each slot.
final class SlotTable: Sendable {
    private let share: Int
    private let links: Mutex<[LaneLink?]>

    init(shape: LogShape) {
        share = shape.partitions / shape.slots
        links = Mutex(Array(repeating: nil, count: shape.slots))
    }

    /// Puts a new holder in, and fences the one before.
    func take(_ link: LaneLink) {
        let old = links.withLock { links in
            defer { links[link.slot] = link }
            return links[link.slot]
        }
        old?.lose(LogError(.fenced, "slot \(link.slot) was opened again: this opening is over"))
        old?.waker.wake()
    }

    /// Takes a holder out, if it still holds its slot.
    func release(_ link: LaneLink) {
        links.withLock { if $0[link.slot] === link { $0[link.slot] = nil } }
    }

    func holds(_ link: LaneLink) -> Bool { links.withLock { $0[link.slot] === link } }

    /// Wakes the holders of the slots that a group has records for.
    func wake(for group: CommittedGroup) {
        if group.hasBatch { return wakeAll() }
        var last = -1
        for run in group.runs {
            let slot = run.partition / share
            guard slot != last else { continue }
            last = slot
            links.withLock { $0[slot] }?.waker.wake()
        }
    }

    func wakeAll() {
        for link in links.withLock({ $0 }) { link?.waker.wake() }
    }

    /// Ends all openings.
    func loseAll(_ error: LogError) {
        for link in links.withLock({ $0 }) {
            link?.lose(error)
            link?.waker.wake()
        }
    }
}
