import SluiceEngine
import SluiceKernel

/// Dead letters by reason, counted over all partitions.
struct DeadLetterCounts {
    /// Reasons that are told apart: some hold sizes, and there may be as many as letters.
    private static let limit = 1_000
    /// Reasons that a summary shows.
    private static let shown = 10

    private var byReason: [String: Int] = [:]

    private(set) var all = 0

    mutating func add(_ reason: String) {
        all += 1
        if byReason[reason] != nil || byReason.count < DeadLetterCounts.limit { byReason[reason, default: 0] += 1 }
    }

    /// The commonest first, of equals by name; at the end one line for the rest.
    var commonest: [(reason: String, count: Int)] {
        let sorted = byReason.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }
        let shown = sorted.prefix(DeadLetterCounts.shown).map { (reason: $0.key, count: $0.value) }
        let rest = all - shown.reduce(0) { $0 + $1.count }
        return rest > 0 ? shown + [("other reasons", rest)] : shown
    }

    /// Appends a list of `reason` and `count`.
    func write(to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "["))
        for (index, (reason, count)) in commonest.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            var object = JSONObject()
            object.string("reason", reason)
            object.int("count", Int64(count))
            bytes += object.finish()
        }
        bytes.append(UInt8(ascii: "]"))
    }

    /// - Throws: when the log cannot be read.
    static func read(_ log: any EventLog) throws(CommandError) -> DeadLetterCounts {
        var counts = DeadLetterCounts()
        do throws(LogError) {
            for partition in 0..<log.shape.partitions {
                let range = try log.range(.deadLetters, partition: partition)
                var offset = range.lowerBound
                while offset < range.upperBound {
                    let batch = try log.read(.deadLetters, partition: partition, from: offset, bytes: 1 << 20)
                    guard let last = batch.records.last else { break }
                    for record in batch.records {
                        batch.withParts(of: record) { _, _, headers in
                            let reason = (try? RecordHeader.decode(headers))?.first { $0.name == "sluice_reason" }
                            counts.add(String(decoding: reason?.value ?? [], as: UTF8.self))
                        }
                    }
                    offset = last.offset + 1
                }
            }
        } catch {
            throw LogFailure.error(error)
        }
        return counts
    }
}
