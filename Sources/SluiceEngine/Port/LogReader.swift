/// Reads one partition of a topic from any offset on. Used by one thread at a time.
package protocol LogReader: AnyObject {
    /// Records from `offset` on, up to about `bytes`. None: nothing is readable there now.
    ///
    /// - Returns: also the offset that nothing readable lies behind, if the records reach up to it: less than the end of the
    ///   partition where it ends in records that are undecided.
    /// - Throws: `outOfRange` when records from `offset` on were deleted.
    func read(from offset: Int64, bytes: Int) throws(LogError) -> (batch: RecordBatch, end: Int64?)
    func close()
}

/// Reads through the log itself, which need not be told to close.
package final class SharedReader: LogReader {
    private let log: any EventLog
    private let topic: LogTopic
    private let partition: Int

    package init(_ log: any EventLog, _ topic: LogTopic, _ partition: Int) {
        self.log = log
        self.topic = topic
        self.partition = partition
    }

    package func read(from offset: Int64, bytes: Int) throws(LogError) -> (batch: RecordBatch, end: Int64?) {
        let end = try log.range(topic, partition: partition).upperBound
        let batch = try log.read(topic, partition: partition, from: offset, bytes: bytes)
        let next = batch.records.last.map { $0.offset + 1 }
        return (batch, next.map { $0 >= end } ?? true ? end : nil)
    }

    package func close() {}
}
