/// One line of a benchmark's report.
struct BenchFigure {
    var workload: String
    var log: String
    var figure: String
    var unit: String
    /// One value a run.
    var runs: [Double]
    var cpuMicrosecondsEach: Double?
    /// The share of the limit measured in the same run.
    var ofLimit: Double?
    /// How many times the peer's figure, measured in the same run.
    var ofPeer: Double?

    var median: Double { BenchFigure.median(runs) }

    /// One JSON object, on one line: always these keys, in this order, null where nothing was measured.
    var json: String {
        let fields = [
            ("workload", "\"\(workload)\""), ("log", "\"\(log)\""), ("figure", "\"\(figure)\""),
            ("unit", "\"\(unit)\""),
            ("median", BenchFigure.number(median)), ("min", BenchFigure.number(runs.min() ?? 0)),
            ("max", BenchFigure.number(runs.max() ?? 0)), ("runs", "\(runs.count)"),
            ("cpu_us_each", cpuMicrosecondsEach.map(BenchFigure.number) ?? "null"),
            ("of_limit", ofLimit.map(BenchFigure.number) ?? "null"),
            ("of_peer", ofPeer.map(BenchFigure.number) ?? "null"),
        ]
        return "{\(fields.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ","))}"
    }

    static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        guard !sorted.isEmpty else { return 0 }
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }

    private static func medianIfAny(_ values: [Double]) -> Double? { values.isEmpty ? nil : median(values) }

    /// At most three places behind the point for small numbers, none for large ones.
    static func number(_ value: Double) -> String {
        guard value.isFinite else { return "0" }
        if value.magnitude >= 1_000 { return String(Int(value.rounded())) }
        let scaled = (value * 1_000).rounded() / 1_000
        return scaled == scaled.rounded() ? String(Int(scaled)) : String(scaled)
    }

    /// What the samples of all runs of a workload come to, a figure each, in the order in which they were told.
    static func figures(workload: String, log: String, of samples: [BenchSample]) -> [BenchFigure] {
        var order: [String] = []
        var groups: [String: [BenchSample]] = [:]
        for sample in samples {
            if groups[sample.figure] == nil { order.append(sample.figure) }
            groups[sample.figure, default: []].append(sample)
        }
        return order.map { name in
            let group = groups[name]!
            // Each run beside its own limit and its own peer: a machine that slows down slows all of them.
            let limits = group.compactMap { sample in sample.limit.map { sample.value / $0 } }
            let peers = group.compactMap { sample in sample.peer.map { sample.value / $0 } }
            return BenchFigure(
                workload: workload, log: log, figure: name, unit: group[0].unit, runs: group.map(\.value),
                cpuMicrosecondsEach: medianIfAny(group.compactMap(\.cpu)), ofLimit: medianIfAny(limits),
                ofPeer: medianIfAny(peers))
        }
    }
}
