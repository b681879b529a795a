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
                try log.walk(topic, partition: partition) { record, batch in
                    batch.withParts(of: record) { _, value, headers in visit(value, headers) }
                }
            }
        } catch {
            throw LogFailure.error(error)
        }
    }
}
