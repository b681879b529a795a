extension EventLog {
    /// Calls `visit` with every record that a partition keeps, in order, up to its end as it is now.
    package func walk(
        _ topic: LogTopic, partition: Int, _ visit: (_ record: RecordBatch.Record, _ batch: RecordBatch) -> Void
    ) throws(LogError) {
        let range = try range(topic, partition: partition)
        var offset = range.lowerBound
        while offset < range.upperBound {
            let batch = try read(topic, partition: partition, from: offset, bytes: 1 << 20)
            guard let last = batch.records.last else { return }
            for record in batch.records { visit(record, batch) }
            offset = last.offset + 1
        }
    }
}
