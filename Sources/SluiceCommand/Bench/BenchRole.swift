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
    case group(workload: String, isBare: Bool, runs: Int, percent: Int, bootstrap: String, pid: Int?)
    /// As `parked`, on brokers.
    case groupParked(Int, instances: Int, bootstrap: String)
    /// A node that shares an application's slots with others, and its data folder.
    case groupNode(application: String, bootstrap: String, folder: String)

    static var ofThisProcess: BenchRole? {
        getenv(variable).flatMap { BenchRole(text: String(cString: $0)) }
    }

    var text: String {
        switch self {
        case .run(let workload, let runs, let percent, let isLast): "run\t\(workload)\t\(runs)\t\(percent)\t\(isLast)"
        case .node(let holds, let count, let folder): "node\t\(holds)\t\(count)\t\(folder)"
        case .limit(let folder): "limit\t\(folder)"
        case .group(let workload, let isBare, let runs, let percent, let bootstrap, let pid):
            "group\t\(workload)\t\(isBare)\t\(runs)\t\(percent)\t\(bootstrap)\t\(pid ?? 0)"
        case .groupParked(let parked, let instances, let bootstrap):
            "group-parked\t\(parked)\t\(instances)\t\(bootstrap)"
        case .groupNode(let application, let bootstrap, let folder):
            "group-node\t\(application)\t\(bootstrap)\t\(folder)"
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
        case ("group", 7):
            guard let isBare = Bool(fields[2]), let runs = Int(fields[3]), let percent = Int(fields[4]),
                let pid = Int(fields[6])
            else { return nil }
            self = .group(
                workload: fields[1], isBare: isBare, runs: runs, percent: percent, bootstrap: fields[5],
                pid: pid == 0 ? nil : pid)
        case ("group-parked", 4):
            guard let parked = Int(fields[1]), let instances = Int(fields[2]) else { return nil }
            self = .groupParked(parked, instances: instances, bootstrap: fields[3])
        case ("group-node", 4): self = .groupNode(application: fields[1], bootstrap: fields[2], folder: fields[3])
        default: return nil
        }
    }
}
