import SluiceEngine

/// Is warm for a slot after a while. `@unchecked` since it is confined to the one thread of its world.
final class ScriptedStandby: SlotStandby, @unchecked Sendable {
    private let broker: ScriptedBroker
    private let slot: Int
    private let warmAt: Int64

    init(_ broker: ScriptedBroker, _ slot: Int, after milliseconds: Int64) {
        self.broker = broker
        self.slot = slot
        warmAt = broker.clock.now + milliseconds
    }

    var progress: [StandbyProgress] {
        let isWarm = broker.clock.now >= warmAt
        return broker.shape.partitions(of: slot).map { partition in
            StandbyProgress(
                partition: partition, next: isWarm ? broker.stores[partition].position.next : 0,
                recordsBehind: isWarm ? 0 : 1, isWarm: isWarm)
        }
    }

    func close() {}
}
