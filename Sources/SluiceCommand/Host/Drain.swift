import SluiceEngine

/// Waits until a node has nothing left to do.
enum Drain {
    /// A lane that does not run for this long ends the wait, microseconds.
    private static let patience: Int64 = 10_000_000

    /// - Parameters:
    ///   - horizon: timers due within this many milliseconds count as work.
    ///   - deadline: monotonic microseconds.
    /// - Returns: false when the deadline came first.
    /// - Throws: when a lane stays down.
    static func wait(
        _ host: LocalNode, within horizon: Int64, until deadline: Int64?, progress: Progress?
    ) throws(CommandError) -> Bool {
        var progress = progress
        defer { progress?.finish() }
        // What is in the log now is folded before anything counts as drained.
        var ends: [Int64] = []
        do throws(LogError) {
            for partition in 0..<host.log.shape.partitions {
                ends.append(try host.log.range(.events, partition: partition).upperBound)
            }
        } catch {
            throw LogFailure.error(error)
        }
        host.node.watchDrained(within: horizon)
        let pause = Latch()
        var downSince: Int64?
        var asks = 0
        while true {
            let positions = host.node.positions
            let hasReached =
                positions.count == ends.count && positions.allSatisfy { $0.next >= ends[$0.partition] }
            if hasReached && host.node.isDrained { return true }
            let now = Clock.monotonic()
            let fault = host.node.faults.first
            if let deadline, now >= deadline {
                // What stands still for a reason is told at once: a summary would wait for answers that do not come.
                if let fault { throw CommandError(.io, "a lane does not run: \(fault)") }
                return false
            }
            if let fault {
                if downSince == nil { downSince = now }
                if now - downSince! > patience { throw CommandError(.io, "a lane does not run: \(fault)") }
            } else {
                downSince = nil
            }
            asks += 1
            progress?.show(line(host.node))
            pause.wait(microseconds: asks < 50 ? 2_000 : 20_000)
        }
    }

    private static func line(_ node: Node) -> String {
        let statistics = node.statistics
        return "folding: \(NumberText.grouped(statistics.unread)) records unread, "
            + "\(NumberText.grouped(statistics.events)) events folded, "
            + "\(NumberText.grouped(statistics.tasksInFlight)) tasks running, "
            + "\(NumberText.grouped(statistics.instancesEnded)) instances ended"
    }
}
