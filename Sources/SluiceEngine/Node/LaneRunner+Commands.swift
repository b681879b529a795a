import SluiceKernel
import Synchronization

/// What other threads tell a lane's thread, and what they see of it.
extension LaneRunner {
    var report: LaneReport {
        state.withLock { state in
            LaneReport(
                slot: slot, isOpen: state.isOpen, isReady: state.isCaughtUp && state.fault == nil,
                restarts: state.restarts, fault: state.fault?.reason, statistics: state.statistics,
                positions: state.positions.map { ($0.partition, $0.next) }, standing: state.standing)
        }
    }

    /// Opens the slot, whatever became of the opening before.
    func open(settingAside transitions: Set<TransitionID>) {
        command {
            guard $0.command != .stop else { return }
            $0.settingAside = transitions
            $0.fault = nil
            $0.isOpen = false
            $0.health = SlotHealth()
            $0.opening += 1
            $0.command = .run
        }
    }

    /// Takes a last checkpoint and closes the slot.
    func release() { command { if $0.command == .run { $0.command = .release } } }

    /// Closes the slot at once.
    func drop() {
        command {
            guard $0.command != .stop else { return }
            $0.command = .rest
            $0.isOpen = false
            // What it could not fold whatever happens is still to be told.
            if $0.fault?.lastingPartition == nil { $0.fault = nil }
            $0.isClean = $0.fault == nil
        }
    }

    func drain() { command { if $0.command != .rest { $0.command = .drain } } }
    func stop() { command { $0.command = .stop } }

    private func command(_ change: (inout State) -> Void) {
        state.withLock { change(&$0) }
        latch.wake()
    }

    /// How the slot is, for who commands it.
    var slotReport: SlotReport {
        state.withLock { state in
            if state.isOpen { return SlotReport(stage: .open, health: state.health) }
            switch state.command {
            case .run, .drain, .release, .stop: return SlotReport(stage: .opening)
            case .rest:
                guard let fault = state.fault else { return SlotReport() }
                return SlotReport(stage: .failed(reason: fault.reason, isLasting: fault.lastingPartition != nil))
            }
        }
    }

    /// Asks to tell, from now on, whether nothing is due within `milliseconds`.
    func watchDrained(within milliseconds: Int64) { state.withLock { $0.drainedHorizon = milliseconds } }

    var statistics: LaneStatistics { state.withLock { $0.statistics } }
    var positions: [(partition: Int, next: Int64, hash: StateHash)] { state.withLock { $0.positions } }
    var isDrained: Bool { state.withLock { $0.isDrained } }
    /// Of a lane that drains: whether it is done. Of one that was stopped: whether everything folded is committed.
    var isClean: Bool { state.withLock { $0.isClean } }
    var isOpen: Bool { state.withLock { $0.isOpen } }
    var fault: String? { state.withLock { $0.fault?.reason } }
    /// Why one of the lane's partitions is not folded.
    func stop(of partition: Int) -> LaneStop? {
        state.withLock { state in
            state.fault.map {
                // Another node may fold what this one cannot.
                LaneStop(reason: $0.reason, isLasting: commander == nil && $0.lastingPartition == partition)
            }
        }
    }
    var restarts: UInt64 { state.withLock { $0.restarts } }
}
