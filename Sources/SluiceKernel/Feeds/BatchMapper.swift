/// Records of `batch` are those that `events` takes, as far as they start and signal.
package struct BatchMapper: RecordMapper {
    package init() {}

    package func map(_ record: FedRecord, _ body: (MappedEntry) -> Void) {
        guard let value = record.value else {
            return body(.refused("a null value; events have JSON or engine records"))
        }
        do throws(PublicRecordError) {
            guard PublicRecord.isOne(value) else { return mapEntries(value, body) }
            try PublicRecord.withEvent(
                key: record.key, value: value, headers: record.headers, partition: record.partition,
                offset: record.offset, origin: "batch/"
            ) { body(.event($0)) }
        } catch {
            body(.refused(error.message))
        }
    }

    /// What stands behind an entry that cannot be read cannot be read either.
    private func mapEntries(_ value: UnsafeRawBufferPointer, _ body: (MappedEntry) -> Void) {
        do throws(CodecError) {
            var reader = try RecordReader(value)
            while let (admission, event) = try reader.next() { body(BatchMapper.entry(event, admission)) }
        } catch {
            body(.refused("\(error)"))
        }
    }

    private static func entry(_ event: Event, _ admission: Admission) -> MappedEntry {
        guard admission == .direct else {
            return .refused("an entry of a channel or a feed: only the engine's own appends to events have such")
        }
        switch event {
        case .started, .signaled: return .event(event)
        default: return .refused("batch takes starts and signals, and this is \(event.kind): append it to events")
        }
    }
}
