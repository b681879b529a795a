import SluiceEngine
import SluiceExpressions

/// Walks the outcomes of all partitions and summarises a number in them.
enum OutcomeSummary {
    /// `path` is the way to the number in the outcome record: `result`, or `result.total`. Only instances that succeeded
    /// count.
    static func read(_ log: any EventLog, path: String) throws(CommandError) -> DecimalSummary {
        var summary = DecimalSummary()
        let parts = path.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).map { Array($0) }
        do throws(LogError) {
            for partition in 0..<log.shape.partitions {
                let range = try log.range(.outcomes, partition: partition)
                var offset = range.lowerBound
                while offset < range.upperBound {
                    let batch = try log.read(.outcomes, partition: partition, from: offset, bytes: 1 << 20)
                    guard let last = batch.records.last else { break }
                    for record in batch.records {
                        batch.withParts(of: record) { _, value, _ in if let value { add(value, parts, to: &summary) } }
                    }
                    offset = last.offset + 1
                }
            }
        } catch {
            throw LogFailure.error(error)
        }
        return summary
    }

    private static func add(_ outcome: UnsafeRawBufferPointer, _ parts: [[UInt8]], to summary: inout DecimalSummary) {
        guard let status = try? JSON.member(Array("status".utf8), in: outcome),
            outcome[status].elementsEqual("\"succeeded\"".utf8)
        else { return }
        var value = outcome
        for part in parts {
            guard let range = try? JSON.member(part, in: value) else { return summary.add(nil) }
            value = UnsafeRawBufferPointer(rebasing: value[range])
        }
        summary.add(Decimal(value))
    }
}
