import SluiceEngine
import SluiceKafka
import SluiceKernel

/// Looks at the topics from the outside, with a plain read_committed consumer.
struct Audit {
    let settings: KafkaSettings

    /// Calls `body` with every committed record of a topic, in the order of each partition, up to the ends found.
    ///
    /// - Parameter partitions: of the topic; nil: as many as `events` has.
    func read(
        _ topic: String, partitions: Int? = nil,
        _ body: (Int, _ key: [UInt8], _ value: [UInt8]?, _ headers: [RecordHeader]) -> Void
    ) throws {
        let reader = try KafkaReader(settings, isCommitted: true)
        defer { reader.close() }
        var left: Set<Int> = []
        var ends: [Int: Int64] = [:]
        for partition in 0..<(partitions ?? settings.shape.partitions) {
            let range = try reader.watermarks(topic, partition)
            ends[partition] = range.upperBound
            if !range.isEmpty { left.insert(partition) }
        }
        try reader.assign(topic, left.sorted().map { ($0, 0) })
        let deadline = Clock.monotonic() + 60_000_000
        while !left.isEmpty {
            var batch = RecordBatch()
            try reader.poll(timeout: 200, into: &batch) { partition, offset in
                if offset >= ends[partition]! { left.remove(partition) }
            }
            for record in batch.records {
                batch.withParts(of: record) { key, value, headers in
                    let headers = (try? RecordHeader.decode(headers)) ?? []
                    body(Int(record.partition), Array(key), value.map { Array($0) }, headers)
                }
            }
            guard Clock.monotonic() < deadline else {
                throw ChildProcess.Failure(description: "\(topic) cannot be read")
            }
        }
    }

    /// How often each instance has an outcome.
    func outcomes() throws -> [String: Int] {
        var counts: [String: Int] = [:]
        try read(settings.name(of: .outcomes)) { _, key, _, _ in
            counts[String(decoding: key, as: UTF8.self), default: 0] += 1
        }
        return counts
    }

    func deadLetters() throws -> Int {
        var count = 0
        try read(settings.name(of: .deadLetters)) { _, _, _, _ in count += 1 }
        return count
    }

    /// How often each record of a topic of others is there, by its id.
    func published(_ topic: String, partitions: Int) throws -> [String: Int] {
        var counts: [String: Int] = [:]
        try read(topic, partitions: partitions) { _, _, _, headers in
            let id = headers.first { $0.name == "ce_id" }?.value ?? []
            counts[String(decoding: id, as: UTF8.self), default: 0] += 1
        }
        return counts
    }

    /// What the checkpoints of a partition sum up to, beside what its position record says.
    struct Sum {
        var cells = 0
        var hash = StateHash()
        var position = Position()
    }

    /// The cells that the checkpoints of each partition hold.
    func cells() throws -> [[[UInt8]: [UInt8]]] {
        var last: [[[UInt8]: [UInt8]]] = Array(repeating: [:], count: settings.shape.partitions)
        try read(settings.checkpoints) { partition, key, value, _ in
            if key != PositionRecord.key { last[partition][key] = value }
        }
        return last
    }

    func sums() throws -> [Sum] {
        var last: [[[UInt8]: [UInt8]]] = Array(repeating: [:], count: settings.shape.partitions)
        try read(settings.checkpoints) { partition, key, value, _ in last[partition][key] = value }
        return try last.map { cells in
            var sum = Sum()
            for (key, value) in cells {
                try key.withUnsafeBytes { key in
                    try value.withUnsafeBytes { value in
                        if key.elementsEqual(PositionRecord.key) {
                            sum.position = try PositionRecord(value).position
                        } else {
                            sum.cells += 1
                            sum.hash.add(StateHash.cell(key: key, value: value))
                        }
                    }
                }
            }
            return sum
        }
    }
}
