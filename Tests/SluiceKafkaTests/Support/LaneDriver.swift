import SluiceEngine
import SluiceKafka
import SluiceKernel

/// Opens a slot and steps its lane, on the thread of the test.
final class LaneDriver {
    let log: KafkaLog
    let opened: any LaneLog
    let lane: Lane
    let latch = Latch()

    /// - Parameter offers: bodies that this node has; what it lacks stays pending.
    init(
        _ log: KafkaLog, slot: Int = 0, registrations: [Registration], offers: [String: TaskOffer]? = nil,
        settings: LaneSettings = LaneSettings(), failures: FailureLog? = nil
    ) throws {
        self.log = log
        var all: [String: TaskOffer] = [:]
        for registration in registrations { all.merge(registration.tasks) { first, _ in first } }
        let pool = TaskPool(log: log, offers: offers ?? all)
        opened = try log.open(slot: slot, waker: latch)
        lane = try Lane(
            slot: slot, log: opened, eventLog: log, registry: DefinitionRegistry(registrations), dispatcher: pool,
            waker: latch, settings: settings, failures: failures)
    }

    /// Steps until `condition` holds; false: it did not within `seconds`.
    @discardableResult
    func step(seconds: Int64 = 30, until condition: () throws -> Bool) throws -> Bool {
        let deadline = Clock.monotonic() + seconds * 1_000_000
        while Clock.monotonic() < deadline {
            let wake = try lane.step(now: Clock.wall())
            if try condition() { return true }
            if wake != .now { latch.wait(microseconds: 2_000) }
        }
        return false
    }

    /// Steps until nothing is unread, running or uncommitted.
    func drain() throws -> Bool { try step { lane.isClean && lane.isDrained(horizon: 0) } }

    /// All cells of a partition, index included.
    func cells(_ partition: Int) -> [[UInt8]: [UInt8]] {
        var cells: [[UInt8]: [UInt8]] = [:]
        opened.scan(partition, from: [], to: [0xff]) { key, value in
            cells[Array(key)] = Array(value)
            return true
        }
        return cells
    }
}
