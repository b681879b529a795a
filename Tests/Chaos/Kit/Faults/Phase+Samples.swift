import Glibc

extension Phase {
    /// Kills a node and measures until others have all of its slots; starts it and measures what stands still while it gets
    /// its share back.
    func sample(_ node: FaultedNode) throws(ChaosError) {
        try settle(node)
        guard let id = node.id else { return }
        let partitions = handovers.partitions(of: id)
        let from = handovers.all.count
        let began = Monotonic.now()
        guard try node.kill(until: .max, wiping: false) else { throw ChaosError("\(node.name) ended; see \(node.log)") }
        report.done.kills += 1
        try wait("the slots of \(node.name) are taken over", seconds: 60) {
            partitions.allSatisfy { handovers.current[$0]?.id != id }
        }
        let first = handovers.all[from...].filter { $0.from == id }.map(\.first).max() ?? Monotonic.now()
        report.takeovers.append(Int((first - began) / 1_000))
        let back = handovers.all.count
        try node.start()
        try settle(node)
        let moves = handovers.all[back...].filter { $0.to == node.id }
        report.moves += moves.isEmpty ? [] : [Int(moves.map { $0.first - $0.last }.max()! / 1_000)]
        say("\(node.name): takeover_ms=\(report.takeovers.last!) planned_move_ms=\(report.moves.last ?? -1)")
    }

    /// Waits until a node has its share, and nothing has moved for two seconds.
    private func settle(_ node: FaultedNode) throws(ChaosError) {
        let share = place.partitions / (plan.nodes * place.partitions / place.slots) * (place.partitions / place.slots)
        var known = handovers.all.count
        var since = Monotonic.now()
        try wait("\(node.name) has its share", seconds: 180) {
            let now = Monotonic.now()
            if handovers.all.count != known { (known, since) = (handovers.all.count, now) }
            return now - since > 2_000_000 && node.id.map { handovers.partitions(of: $0).count >= share } ?? false
        }
    }
}
