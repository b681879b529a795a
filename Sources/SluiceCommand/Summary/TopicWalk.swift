import SluiceEngine

/// Reads all that a topic of a log keeps, partition by partition.
enum TopicWalk {
    /// - Parameter visit: is given the value and the headers of each record.
    /// - Throws: when the log cannot be read.
    static func each(
        _ log: any EventLog, _ topic: LogTopic,
        _ visit: (_ value: UnsafeRawBufferPointer?, _ headers: UnsafeRawBufferPointer) -> Void
    ) throws(CommandError) {
        do throws(LogError) {
            for partition in 0..<log.shape.partitions {
                let range = try log.range(topic, partition: partition)
                var offset = range.lowerBound
                while offset < range.upperBound {
                    let batch = try log.read(topic, partition: partition, from: offset, bytes: 1 << 20)
                    guard let last = batch.records.last else { break }
                    for record in batch.records {
                        batch.withParts(of: record) { _, value, headers in visit(value, headers) }
                    }
                    offset = last.offset + 1
                }
            }
        } catch {
            throw LogFailure.error(error)
        }
    }
}
