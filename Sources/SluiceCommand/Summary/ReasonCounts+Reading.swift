import SluiceEngine
import SluiceExpressions
import SluiceKernel

extension ReasonCounts {
    /// Sidelined instances that are asked why: each is a question to its lane.
    private static let askedLimit = 1_000

    /// Dead letters of all partitions.
    ///
    /// - Throws: when the log cannot be read.
    static func deadLetters(_ log: any EventLog) throws(CommandError) -> ReasonCounts {
        var counts = ReasonCounts()
        try TopicWalk.each(log, .deadLetters) { _, headers in
            let reason = (try? RecordHeader.decode(headers))?.first { $0.name == "sluice_reason" }
            counts.add(String(decoding: reason?.value ?? [], as: UTF8.self))
        }
        return counts
    }

    /// Outcomes of instances that failed, of all partitions: which step, and why.
    ///
    /// - Throws: when the log cannot be read.
    static func failures(_ log: any EventLog) throws(CommandError) -> ReasonCounts {
        var counts = ReasonCounts()
        try TopicWalk.each(log, .outcomes) { value, _ in
            guard let value, let status = try? JSON.member(Array("status".utf8), in: value),
                value[status].elementsEqual("\"failed\"".utf8)
            else { return }
            let outcome = JSONView(Array(value))
            counts.add("\(outcome.text("workflow") ?? ""): \(outcome.text("reason") ?? "")")
        }
        return counts
    }

    /// Sidelined instances: the steps that wait for a person, and why.
    ///
    /// - Parameter all: how many there are; the first thousand are looked at.
    /// - Throws: when a partition does not answer.
    static func sidelined(_ client: Client, all: Int) throws(CommandError) -> ReasonCounts {
        var counts = ReasonCounts()
        guard all > 0 else { return counts }
        var filter = ListFilter()
        filter.statuses = 1 << UInt16(InstanceStatus.sidelined.rawValue)
        var asked = 0
        for partition in 0..<client.log.shape.partitions where asked < askedLimit {
            // A page ends early behind many rows of another status.
            var after: [UInt8]? = []
            while let behind = after, asked < askedLimit {
                let page = try InstancePage.ask(client, partition, filter, after: behind, limit: askedLimit - asked)
                for row in page.rows {
                    asked += 1
                    counts.add(try why(row.id, client))
                }
                after = page.next
            }
        }
        counts.unread = max(0, all - asked)
        return counts
    }

    private static func why(_ id: [UInt8], _ client: Client) throws(CommandError) -> String {
        let answer: JSONView
        do throws(ClientError) {
            answer = JSONView(try client.ask(instance: id, .get, timeout: 30_000))
        } catch {
            throw LogFailure.error(error)
        }
        guard let instance = answer.object("instance") else { return "" }
        let steps = instance.list("steps").filter { $0.text("status") == "sidelined" }.map { step in
            "step \(step.text("name") ?? ""): \(InstanceText.failure(of: step) ?? "")"
        }
        return "\(instance.text("workflow") ?? ""): \(steps.joined(separator: "; "))"
    }
}
