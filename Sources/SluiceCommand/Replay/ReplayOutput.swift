import SluiceEngine
import SluiceKernel

/// Prints what a replay came to.
struct ReplayOutput {
    let isJSON: Bool
    let folds: [ReplayFold]
    /// Microseconds.
    let elapsed: Int64

    // MARK: counts

    func counts() {
        var groups: [ReplayFold.Group: Int] = [:]
        for fold in folds { groups.merge(fold.groups, uniquingKeysWith: +) }
        let sorted = groups.sorted { $0.key < $1.key }
        if isJSON {
            for (group, count) in sorted {
                var object = JSONObject()
                object.string("workflow", group.workflow)
                object.int("version", Int64(group.version))
                object.string("status", ReplayOutput.status(group))
                object.int("instances", Int64(count))
                StandardOutput.line(object.finish())
            }
            return
        }
        var table = TextTable(["WORKFLOW", "VERSION", "STATUS", "INSTANCES"])
        for (group, count) in sorted {
            table.add([group.workflow, "\(group.version)", ReplayOutput.status(group), NumberText.grouped(count)])
        }
        StandardOutput.write(table.text)
    }

    private static func status(_ group: ReplayFold.Group) -> String {
        InstanceStatus(rawValue: group.status)?.name ?? "\(group.status)"
    }

    // MARK: comparison

    /// - Returns: whether all partitions are equal.
    func comparison() -> Bool {
        var table = TextTable(["PARTITION", "POSITION", "HASH", "RESULT"])
        var isEqual = true
        for fold in folds {
            guard let verdict = fold.comparison else { continue }
            isEqual = isEqual && verdict.isEqual
            let partition = fold.plan.partition
            if isJSON {
                var object = JSONObject()
                object.int("partition", Int64(partition))
                object.int("position", verdict.position.next)
                object.string("hash", verdict.position.hash.description)
                object.string("folded_hash", verdict.folded.description)
                object.bool("equal", verdict.isEqual)
                object.string("result", verdict.text)
                StandardOutput.line(object.finish())
            } else {
                table.add([
                    "\(partition)", "\(verdict.position.next)", verdict.position.hash.description, verdict.text,
                ])
            }
        }
        if !isJSON { StandardOutput.write(table.text) }
        return isEqual
    }

    // MARK: summary

    /// The last line: of instances that differ with another definition, if that was asked.
    func summary(lives: Int? = nil, differing: Int = 0) -> [UInt8] {
        let sum = statistics
        var object = JSONObject()
        object.int("partitions", Int64(folds.count))
        object.int("records", Int64(sum.records))
        object.int("events", Int64(sum.events))
        object.int("ignored", Int64(sum.ignored))
        object.int("rejected", Int64(sum.rejected))
        object.int("purged", Int64(sum.instancesPurged))
        object.int("elapsed_ms", elapsed / 1_000)
        if let lives {
            object.int("lives", Int64(lives))
            object.int("differing", Int64(differing))
            object.value("results_left_out") { bytes in
                JSONText.numbers(leftOut.map { ($0.step, UInt64($0.count)) }, into: &bytes)
            }
        }
        return object.finish()
    }

    func text(lives: Int? = nil, differing: Int = 0) -> String {
        let sum = statistics
        var text = ""
        if let lives {
            text += "\(NumberText.grouped(differing)) of \(NumberText.grouped(lives)) instances differ\n"
            for (step, count) in leftOut {
                text +=
                    "\(NumberText.grouped(count)) results of step \(step.quotedForMessage) were left out: the "
                    + "definition has no such task\n"
            }
        }
        let rate = Int(Double(sum.records) * 1e6 / Double(max(elapsed, 1)))
        text += "\(NumberText.grouped(sum.records)) records with \(NumberText.grouped(sum.events)) events of "
        text += "\(folds.count) partitions in \(NumberText.seconds(elapsed)) s (\(NumberText.grouped(rate)) records/s)"
        if sum.rejected > 0 { text += ", \(NumberText.grouped(sum.rejected)) events rejected" }
        if sum.instancesPurged > 0 {
            text += ", \(NumberText.grouped(sum.instancesPurged)) instances gone with their retention"
        }
        return text + "\n"
    }

    private var statistics: LaneStatistics {
        folds.reduce(into: LaneStatistics()) { $0.add($1.statistics) }
    }

    private var leftOut: [(step: String, count: Int)] {
        var sums: [(step: String, count: Int)] = []
        for (step, count) in folds.flatMap({ $0.leftOut }) {
            if let index = sums.firstIndex(where: { $0.step == step }) {
                sums[index].count += count
            } else {
                sums.append((step, count))
            }
        }
        return sums
    }

    /// What a reader of the results should know, one sentence each.
    var remarks: [String] {
        var remarks: [String] = []
        let middle = folds.filter { $0.plan.isMiddle && !$0.plan.range.isEmpty }.map(\.plan.partition)
        if !middle.isEmpty {
            remarks.append(
                "partitions \(NumberText.ranges(middle)) begin in the middle: instances that began before the range are not "
                    + "known, and what the range holds of them is ignored, kept or rejected")
        }
        for fold in folds where fold.comparison == nil && fold.readTo < fold.plan.range.upperBound {
            remarks.append(
                "partition \(fold.plan.partition): events from offset \(fold.readTo) on cannot be read yet: a transaction is "
                    + "open there")
        }
        return remarks
    }
}
