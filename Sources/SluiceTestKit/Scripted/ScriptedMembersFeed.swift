import SluiceEngine

/// Reads `members` of the scripted log, from ten seconds before its end on.
///
/// `@unchecked` since it is confined to the one thread of its world.
final class ScriptedMembersFeed: MembersFeed, @unchecked Sendable {
    private static let history: Int64 = 10_000

    let isWhole: Bool
    private let broker: ScriptedBroker
    private let waker: any Waker
    private var next: Int64

    init(broker: ScriptedBroker, waker: any Waker) {
        self.broker = broker
        self.waker = waker
        let kept = broker[.members, 0]
        let from = (kept.records.last?.time ?? 0) - ScriptedMembersFeed.history
        next = kept.first + Int64(kept.records.firstIndex { $0.time >= from } ?? 0)
        isWhole = next == 0
        broker.watchMembers(waker)
    }

    func poll(into batch: inout RecordBatch) {
        batch.removeAll()
        if broker.isStalled { return }
        let end = broker[.members, 0].visibleEnd(now: broker.clock.now)
        next = broker[.members, 0].read(from: next, to: end, partition: 0, bytes: .max, into: &batch)
    }

    func close() { broker.unwatchMembers(waker) }
}
