import SluiceEngine

/// One partition of a topic of the scripted log.
struct ScriptedPartition {
    struct Stored {
        var key: [UInt8]
        var value: [UInt8]?
        var headers: [UInt8]
        var time: Int64
        /// Not read before.
        var visibleAt: Int64
    }

    var first: Int64 = 0
    var records: [Stored] = []
    var lastTime: Int64 = 0

    var end: Int64 { first + Int64(records.count) }

    /// The end of what can be read at `now`: a record that cannot be seen hides those behind it.
    func visibleEnd(now: Int64) -> Int64 {
        var end = end
        while end > first, records[Int(end - first) - 1].visibleAt > now { end -= 1 }
        return end
    }

    /// Returns the offset. The time given never falls.
    mutating func append(
        key: [UInt8], value: [UInt8]?, headers: [UInt8], time: Int64, visibleAt: Int64
    ) -> Int64 {
        lastTime = max(lastTime, time)
        let visible = max(visibleAt, records.last?.visibleAt ?? visibleAt)
        records.append(Stored(key: key, value: value, headers: headers, time: lastTime, visibleAt: visible))
        return end - 1
    }

    func read(from offset: Int64, to end: Int64, partition: Int, bytes: Int, into batch: inout RecordBatch) -> Int64 {
        var next = max(offset, first)
        var taken = 0
        while next < end, taken < max(bytes, 1) {
            let record = records[Int(next - first)]
            record.key.withUnsafeBytes { key in
                record.headers.withUnsafeBytes { headers in
                    if let value = record.value {
                        value.withUnsafeBytes {
                            batch.append(
                                partition: partition, offset: next, time: record.time, key: key, value: $0,
                                headers: headers)
                        }
                    } else {
                        batch.append(
                            partition: partition, offset: next, time: record.time, key: key, value: nil,
                            headers: headers)
                    }
                }
            }
            taken += record.key.count + (record.value?.count ?? 0) + record.headers.count + 16
            next += 1
        }
        return next
    }

    /// The same with nothing hidden.
    var allVisible: ScriptedPartition {
        var copy = self
        for index in copy.records.indices { copy.records[index].visibleAt = 0 }
        return copy
    }

    mutating func drop(from offset: Int64) {
        records.removeLast(Int(max(0, min(end - offset, Int64(records.count)))))
    }

    mutating func trim(below offset: Int64) {
        let count = Int(min(max(offset - first, 0), Int64(records.count)))
        records.removeFirst(count)
        first += Int64(count)
    }
}
