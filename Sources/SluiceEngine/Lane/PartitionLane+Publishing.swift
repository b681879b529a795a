import SluiceKernel

extension PartitionLane {
    /// Told again when its event is folded again: with the checkpoint that is as if for the first time, at once it is a
    /// repeat with the same id.
    func publish(_ record: PublishedRecord) {
        statistics.published += 1
        let headers = PartitionLane.headers(of: record)
        switch record.delivery {
        case .exactlyOnce:
            RecordHeader.encode(headers).withUnsafeBytes {
                outputs.published.append(
                    topic: record.topic, partition: partition, time: fold.context.clock, key: record.key,
                    value: record.value, headers: $0)
            }
        case .atLeastOnce:
            announcements.append(
                AppendRecord(
                    topic: .announced, partition: partition, destination: record.topic, key: Array(record.key),
                    headers: headers.map { RecordHeader($0.name, $0.value) }, value: Array(record.value)))
        }
    }

    /// A CloudEvent in binary mode; headers of the definition's own come last.
    private static func headers(of record: PublishedRecord) -> [(name: String, value: [UInt8])] {
        [
            ("ce_specversion", Array("1.0".utf8)),
            ("ce_id", record.id),
            ("ce_source", Array("sluice/\(record.workflow)".utf8)),
            ("ce_type", Array(record.type.utf8)),
            ("ce_time", Array(TimeText.text(milliseconds: record.time / 1_000).utf8)),
            ("ce_subject", Array(record.instance)),
            ("content-type", Array("application/json".utf8)),
        ] + record.headers
    }
}
