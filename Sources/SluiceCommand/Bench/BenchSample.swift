/// One measurement of one run: what the process of a run tells the one that makes the report.
struct BenchSample: Equatable {
    var figure: String
    var unit: String
    var value: Double
    /// Processor time for each instance, microseconds.
    var cpu: Double?
    /// What was reached with no engine in the way, in the same unit.
    var limit: Double?
    /// What the peer reached, in the same unit.
    var peer: Double?

    init(
        _ figure: String, _ unit: String, _ value: Double, cpu: Double? = nil, limit: Double? = nil,
        peer: Double? = nil
    ) {
        self.figure = figure
        self.unit = unit
        self.value = value
        self.cpu = cpu
        self.limit = limit
        self.peer = peer
    }

    /// One line, fields apart by tabs.
    var line: String {
        ([figure, unit, "\(value)"] + [cpu, limit, peer].map { number in number.map { "\($0)" } ?? "" })
            .joined(separator: "\t")
    }

    init?(line: String) {
        let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        guard fields.count == 6, let value = Double(fields[2]) else { return nil }
        self.init(
            fields[0], fields[1], value, cpu: Double(fields[3]), limit: Double(fields[4]), peer: Double(fields[5]))
    }
}
