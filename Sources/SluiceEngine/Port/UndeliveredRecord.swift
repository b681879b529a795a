import SluiceKernel

/// A record of a `publish` step or of an attempt that its topic does not take becomes a dead letter.
package enum UndeliveredRecord {
    /// - Parameters:
    ///   - kind: `published`, or `task` of an attempt.
    ///   - reason: why it was not taken.
    ///   - partition: of `events`, which it comes from.
    ///   - time: the partition's clock, milliseconds.
    ///   - headers: its own, as they lie in a ``RecordBatch``. Its id in them is that of the dead letter too, with
    ///     `/undelivered` behind it.
    package static func append(
        to letters: inout RecordBatch, kind: String = "published", topic: String, _ reason: String, partition: Int,
        time: Int64, key: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer, headers: UnsafeRawBufferPointer
    ) {
        let id = (try? RecordHeader.decode(headers))?.first { $0.name == "ce_id" }?.value ?? []
        var letter = DeadLetter(
            id: id + Array("/undelivered".utf8), reason: reason, kind: kind, partition: partition, offset: nil)
        letter.originals = headers
        var topic = topic
        topic.withUTF8 {
            letter.names = [("sluice_topic", UnsafeRawBufferPointer($0))]
            letter.append(to: &letters, time: time, key: key, data: value)
        }
    }

    package static func append(
        to letters: inout RecordBatch, kind: String = "published", topic: String, _ reason: String, partition: Int,
        time: Int64, key: [UInt8], value: [UInt8], headers: [UInt8]
    ) {
        key.withUnsafeBytes { key in
            value.withUnsafeBytes { value in
                headers.withUnsafeBytes {
                    append(
                        to: &letters, kind: kind, topic: topic, reason, partition: partition, time: time, key: key,
                        value: value, headers: $0)
                }
            }
        }
    }
}
