import SluiceEngine
import SluiceExpressions
import SluiceKernel

/// Instances by workflow and status, counted by listing all partitions.
struct InstanceCounts {
    /// By status name.
    private(set) var byStatus: [String: Int] = [:]

    var all: Int { byStatus.values.reduce(0, +) }
    /// Not ended.
    var waiting: Int { all - ended }
    private var ended: Int {
        InstanceStatus.allCases.filter(\.hasEnded).reduce(0) { $0 + (byStatus[$1.name] ?? 0) }
    }

    func count(_ status: InstanceStatus) -> Int { byStatus[status.name] ?? 0 }

    /// - Throws: when a partition does not answer.
    static func read(_ client: Client) throws(CommandError) -> InstanceCounts {
        var counts = InstanceCounts()
        for partition in 0..<client.log.shape.partitions {
            var after: [UInt8] = []
            while true {
                let page = try InstancePage.ask(client, partition, ListFilter(), after: after, limit: 1_000)
                for row in page.rows { counts.byStatus[row.status, default: 0] += 1 }
                guard let next = page.next else { break }
                after = next
            }
        }
        return counts
    }
}
