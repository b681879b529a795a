package import SluiceKernel

/// Applies every event twice, the second time from the encoded state, and compares what came of it: the disposition, the
/// instance, the partition's state, and the effects in their order. An instance that changed must have been marked as changed.
package final class ReplayChecker: FoldChecker {
    unowned let host: any FoldHost
    var effects: [FoldEffect] = []
    var isMarked = false
    private let report: (String) -> Void

    package init(host: any FoldHost, report: @escaping (String) -> Void) {
        self.host = host
        self.report = report
    }

    private struct Before {
        var state: [UInt8]
        var instance: InstanceSnapshot?
        var early: EarlySignals?
    }

    private func before(_ id: UnsafeRawBufferPointer, in fold: PartitionFold) -> Before {
        let instance = id.isEmpty ? nil : host.find(id).map { InstanceSnapshot($0.pointee) }
        effects = []
        isMarked = false
        return Before(
            state: fold.state.encode(), instance: instance, early: id.isEmpty ? nil : host.earlySignals(id))
    }

    package func checking(
        _ event: Event, _ admission: Admission, in fold: PartitionFold, apply: () -> Disposition
    ) -> Disposition {
        let before = before(event.instance, in: fold)
        let disposition = apply()
        if disposition == .beyond { return disposition }
        compare(before, event.instance, disposition, fold, EventText.describe(event)) {
            $0.apply(event, admission: admission)
        }
        return disposition
    }

    package func checking(
        _ timer: InstanceTimer, of id: UnsafeRawBufferPointer, in fold: PartitionFold, fire: () -> Disposition
    ) -> Disposition {
        let before = before(id, in: fold)
        let disposition = fire()
        if disposition == .beyond { return disposition }
        compare(before, id, disposition, fold, "timer \(timer) of \(EventText.text(id))") { $0.fire(timer, of: id) }
        return disposition
    }

    private func compare(
        _ before: Before, _ id: UnsafeRawBufferPointer, _ disposition: Disposition, _ fold: PartitionFold,
        _ what: String,
        again: (PartitionFold) -> Disposition
    ) {
        let firstEffects = effects
        let after = id.isEmpty ? nil : host.find(id).map { InstanceSnapshot($0.pointee) }
        let isMarked = isMarked
        func fail(_ text: String) { report("offset \(fold.context.offset), \(what): \(text)") }
        if let old = before.instance, let new = after, old != new, !isMarked {
            fail("changed, but not marked as changed")
        }

        let second = MemoryFoldHost(compile: { _ in throw CodecError("the host compiles", at: 0) })
        let replay = ReplayHost(second, host: host)
        do {
            if let instance = before.instance { second.put(try instance.decode()) }
            if let early = before.early {
                second.put(try early.encode().withUnsafeBytes { try EarlySignals(cell: $0) }, for: Array(id))
            }
            let state = try before.state.withUnsafeBytes { try PartitionState(cell: $0) }
            let refold = PartitionFold(state: state, place: fold.place, host: replay)
            refold.advanceClock(to: fold.state.clock, offset: fold.context.offset)
            let secondDisposition = again(refold)
            if secondDisposition != disposition { fail("\(disposition) live, \(secondDisposition) from encoded state") }
            let secondAfter = id.isEmpty ? nil : second.find(id).map { InstanceSnapshot($0.pointee) }
            if secondAfter != after { fail("instance differs: \(Self.difference(after, secondAfter))") }
            if refold.state.encode() != fold.state.encode() { fail("partition state differs") }
            if second.effects != firstEffects {
                fail("effects differ: live \(firstEffects), from encoded state \(second.effects)")
            }
        } catch {
            fail("the state before does not decode: \(error)")
        }
    }

    private static func difference(_ live: InstanceSnapshot?, _ replayed: InstanceSnapshot?) -> String {
        guard let live else { return "none live" }
        guard let replayed else { return "none from encoded state" }
        guard live.header != replayed.header else { return "values of their own differ" }
        let at = zip(live.header, replayed.header).prefix { $0 == $1 }.count
        let first = try? live.decode()
        let second = try? replayed.decode()
        return "header differs at byte \(at): \(String(describing: first)) and \(String(describing: second))"
    }
}
