import SluiceEngine
import SluiceStore
import Synchronization

/// A standby: follows a slot's partitions of `checkpoints` into this node's store, on a thread of its own.
final class SlotFollower: SlotStandby {
    private struct State {
        var progress: [StandbyProgress]
        var isClosed = false
    }

    private let slot: Int
    private let partitions: Range<Int>
    private let node: NodeStore
    private let state: Mutex<State>
    private let latch = Latch()
    private let thread = Mutex<OSThread?>(nil)

    init(slot: Int, node: NodeStore) {
        self.slot = slot
        self.node = node
        partitions = node.settings.shape.partitions(of: slot)
        state = Mutex(
            State(
                progress: partitions.map {
                    StandbyProgress(partition: $0, next: 0, recordsBehind: 0, isWarm: false)
                }))
        thread.withLock { $0 = OSThread.start("kafka-standby-\(slot)") { [self] in run() } }
    }

    var progress: [StandbyProgress] { state.withLock { $0.progress } }

    var isClosed: Bool { state.withLock { $0.isClosed } }

    private func run() {
        Database.stopCounting()
        var reopening = Reopening()
        while !isClosed {
            let begun = Clock.monotonic()
            do throws(LogError) {
                guard let share = try node.open().takeIfFree(partitions) else {
                    // A lane of this process has the slot.
                    latch.wait(microseconds: 100_000)
                    continue
                }
                defer { share.release() }
                try follow(share)
            } catch {
                cool()
                if isClosed { return }
                let (pause, isNew) = reopening.failed(error.message, after: Clock.monotonic() - begun)
                if isNew {
                    node.sink.log(
                        .error, "a standby starts over, later each time",
                        [("slot", "\(slot)"), ("reason", error.message)])
                }
                latch.wait(microseconds: pause)
            }
        }
    }

    private func follow(_ share: StoreShare) throws(LogError) {
        let restore = SlotRestore(slot: slot, share: share, node: node) { [self] in isClosed || share.isOver }
        try restore.run()
        try restore.follow { index, behind, isWarm in
            let next = restore.rows[index].position.next
            state.withLock { state in
                state.progress[index].next = next
                state.progress[index].recordsBehind = behind
                state.progress[index].isWarm = isWarm
            }
        }
    }

    private func cool() {
        state.withLock { state in for index in state.progress.indices { state.progress[index].isWarm = false } }
    }

    func close() {
        state.withLock { $0.isClosed = true }
        latch.wake()
        let running = thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        running?.join()
        cool()
    }
}
