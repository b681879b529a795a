import SluiceKernel

/// A record that stands for no event is fed as an event that says why.
enum RefusedRecord {
    /// Calls `body` with the event of an entry, or with the one that says why there is none.
    ///
    /// - Parameter largest: bytes that an event may have.
    static func withEvent(_ entry: MappedEntry, of record: FedRecord, largest: Int, _ body: (Event) -> Void) {
        switch entry {
        case .event(let event):
            let size = event.byteCount
            if size <= largest { return body(event) }
            withEvent("the event has \(size) bytes; at most \(largest) fit into a record", record, body)
        case .refused(let reason): withEvent(reason, record, body)
        }
    }

    private static func withEvent(_ reason: String, _ record: FedRecord, _ body: (Event) -> Void) {
        let reason = InstanceExtras.text(Array(reason.utf8), DeadLetter.longestReason)
        let headers = RecordHeader.encode(DeadLetter.cut(headers: record.headers))
        let value = record.value ?? UnsafeRawBufferPointer(start: nil, count: 0)
        reason.withUnsafeBytes { reason in
            headers.withUnsafeBytes { headers in
                Array(record.topic.utf8).withUnsafeBytes { topic in
                    body(
                        .refused(
                            RefusedEvent(
                                reason: reason, topic: topic, partition: UInt32(record.partition),
                                offset: record.offset,
                                key: UnsafeRawBufferPointer(rebasing: record.key.prefix(DeadLetter.longestName)),
                                headers: headers,
                                data: UnsafeRawBufferPointer(rebasing: value.prefix(DeadLetter.longestData)))))
                }
            }
        }
    }
}
