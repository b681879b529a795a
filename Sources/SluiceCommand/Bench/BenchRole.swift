private import Glibc

/// What a process that `sluice bench` starts is for. It comes by the environment: it is no option for users.
enum BenchRole: Equatable {
    static let variable = "SLUICE_BENCH_ROLE"

    case run(workload: String, runs: Int, percent: Int, isLast: Bool)
    /// The node that is killed. Its bodies never end when `holds`.
    case node(holds: Bool, count: Int, folder: String)
    /// Puts what a run has written again.
    case limit(folder: String)
    /// A node beside whose waiting instances the throughput is measured.
    case parked(Int, instances: Int)

    /// A run on brokers, with the engine or without. Without the process of a broker its processor time is not told.
    case group(workload: String, isBare: Bool, percent: Int, bootstrap: String, pid: Int?)

    static var ofThisProcess: BenchRole? {
        getenv(variable).flatMap { BenchRole(text: String(cString: $0)) }
    }

    var text: String {
        switch self {
        case .run(let workload, let runs, let percent, let isLast): "run\t\(workload)\t\(runs)\t\(percent)\t\(isLast)"
        case .node(let holds, let count, let folder): "node\t\(holds)\t\(count)\t\(folder)"
        case .limit(let folder): "limit\t\(folder)"
        case .group(let workload, let isBare, let percent, let bootstrap, let pid):
            "group\t\(workload)\t\(isBare)\t\(percent)\t\(bootstrap)\t\(pid ?? 0)"
        case .parked(let parked, let instances): "parked\t\(parked)\t\(instances)"
        }
    }

    init?(text: String) {
        let fields = text.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        switch (fields.first, fields.count) {
        case ("run", 5):
            guard let runs = Int(fields[2]), let percent = Int(fields[3]), let isLast = Bool(fields[4]) else {
                return nil
            }
            self = .run(workload: fields[1], runs: runs, percent: percent, isLast: isLast)
        case ("node", 4):
            guard let holds = Bool(fields[1]), let count = Int(fields[2]) else { return nil }
            self = .node(holds: holds, count: count, folder: fields[3])
        case ("limit", 2): self = .limit(folder: fields[1])
        case ("parked", 3):
            guard let parked = Int(fields[1]), let instances = Int(fields[2]) else { return nil }
            self = .parked(parked, instances: instances)
        case ("group", 6):
            guard let isBare = Bool(fields[2]), let percent = Int(fields[3]), let pid = Int(fields[5]) else {
                return nil
            }
            self = .group(
                workload: fields[1], isBare: isBare, percent: percent, bootstrap: fields[4], pid: pid == 0 ? nil : pid)
        default: return nil
        }
    }
}
