extension EventLog {
    /// By bisection, as if append times never fell: of records that a broker's clock set back a neighbour may be found.
    package func offset(in topic: LogTopic, partition: Int, since time: Int64) throws(LogError) -> Int64 {
        let range = try range(topic, partition: partition)
        var (low, high) = (range.lowerBound, range.upperBound)
        while low < high {
            let middle = low + (high - low) / 2
            let record = try read(topic, partition: partition, from: middle, bytes: 1).records.first
            if let record, record.time < time { low = record.offset + 1 } else { high = middle }
        }
        return low
    }
}
