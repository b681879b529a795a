import SluiceEngine
import SluiceKernel

/// What came of a partition's replay.
struct ReplayFold: Sendable {
    struct Group: Hashable, Comparable, Sendable {
        let workflow: String
        let version: UInt32
        let status: UInt8

        static func < (left: Group, right: Group) -> Bool {
            (left.workflow, left.version, left.status) < (right.workflow, right.version, right.status)
        }
    }

    let plan: ReplayPlan
    /// Where reading ended.
    var readTo: Int64
    var statistics: LaneStatistics
    /// How many instances there are in the end.
    var groups: [Group: Int] = [:]
    var comparison: ReplayVerdict?
    /// Results for steps that the other definition lacks.
    var leftOut: [(step: String, count: Int)] = []

    static func groups(of instances: ReplayedInstances) throws(LogError) -> [Group: Int] {
        var groups: [Group: Int] = [:]
        try instances.forEach { instance, program in
            let group = Group(
                workflow: program.definition.name, version: program.definition.version,
                status: instance.pointee.status.rawValue)
            groups[group, default: 0] += 1
        }
        return groups
    }
}
