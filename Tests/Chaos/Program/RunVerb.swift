import ChaosKit
import Glibc

/// `run`: the whole of it, in the namespaces that `scripts/chaos` made. The last line is the result.
enum RunVerb {
    /// Set by the signal handler.
    nonisolated(unsafe) private static var isInterrupted: sig_atomic_t = 0
    /// What a takeover and a planned move may take, milliseconds.
    private static let bars = (takeover: 3_000, move: 500)

    static func run(_ words: [String]) throws(ChaosError) -> Int32 {
        let arguments = try Arguments(
            words, flags: ["short"], names: ["network", "programs", "folder", "root", "seed", "rate", "phases"])
        let seed = try arguments.number("seed").map(UInt64.init) ?? UInt64.random(in: 0...999_999)
        let rate = try arguments.number("rate") ?? 1_500
        let isShort = arguments.has("short")
        var plans = isShort ? PhasePlan.short(rate: rate) : PhasePlan.full(rate: rate)
        let folder = try arguments.needed("folder")
        print("seed=\(seed)")
        for name in [SIGINT, SIGTERM] { signal(name) { _ in RunVerb.isInterrupted = 1 } }

        let wanted = plans.reduce(into: Quota()) { $0.add($1.total) }
        if let phases = arguments.text("phases") {
            plans = try phases.split(separator: ",").map { word throws(ChaosError) in
                guard let index = Int(word), plans.indices.contains(index - 1) else {
                    throw ChaosError("--phases takes numbers from 1 to \(plans.count): \(phases)")
                }
                return plans[index - 1]
            }
        }
        var reports: [PhaseReport] = []
        let began = Monotonic.now()
        for (index, plan) in plans.enumerated() where isInterrupted == 0 {
            let path = "\(folder)/phase\(index + 1)"
            mkdir(path, 0o755)
            let place = Place(
                network: Network(prefix: try arguments.needed("network")), programs: try arguments.needed("programs"),
                folder: path, root: try arguments.needed("root"))
            let phase = Phase(
                plan, place, Dice(seed: seed &+ UInt64(index)),
                say: { print("[\((Monotonic.now() - began) / 1_000_000) s] \($0)") },
                isInterrupted: { RunVerb.isInterrupted != 0 })
            let report = phase.run()
            reports.append(report)
            print("phase \(index + 1): \(report.line)")
            for problem in report.problems { print("PROBLEM \(problem)") }
        }
        return conclude(reports, wanted, isShort: isShort)
    }

    /// - Returns: 0 where the quota was reached and nothing is wrong.
    private static func conclude(_ reports: [PhaseReport], _ wanted: Quota, isShort: Bool) -> Int32 {
        var isGood = reports.allSatisfy { $0.problems.isEmpty }
        let takeover = median(reports.flatMap(\.takeovers))
        let move = median(reports.flatMap(\.moves))
        print(
            "takeover_ms=\(takeover ?? -1) of \(reports.flatMap(\.takeovers)), bar \(bars.takeover); "
                + "planned_move_ms=\(move ?? -1) of \(reports.flatMap(\.moves)), bar \(bars.move)")
        // A handful of samples on a busy machine proves nothing either way.
        if !isShort, takeover.map({ $0 > bars.takeover }) ?? true || move.map({ $0 > bars.move }) ?? true {
            print("PROBLEM a bar was missed")
            isGood = false
        }
        let done = reports.reduce(into: Quota()) { $0.add($1.done) }
        if !done.covers(wanted) {
            print("PROBLEM not all faults were done: \(done) of \(wanted)")
            isGood = false
        }
        let lost = reports.reduce(0) { $0 + $1.lost }
        let doubled = reports.reduce(0) { $0 + $1.doubled }
        if lost > 0 || doubled > 0 { isGood = false }
        print(
            "node_kills=\(done.kills) pauses=\(done.pauses) cuts=\(done.cuts) broker_kills=\(done.brokerKills) "
                + "events=\(reports.reduce(0) { $0 + $1.events }) lost=\(lost) doubled=\(doubled)")
        return isGood ? 0 : 1
    }

    private static func median(_ values: [Int]) -> Int? {
        values.isEmpty ? nil : values.sorted()[values.count / 2]
    }
}
