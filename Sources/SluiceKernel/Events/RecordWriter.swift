/// Builds an engine-internal `events` record; the mirror of ``RecordReader``.
package struct RecordWriter {
    package private(set) var bytes: [UInt8]
    package private(set) var entries = 0
    private var body = ByteWriter(reserving: 256)

    package init() { bytes = [RecordReader.magic, RecordReader.version] }

    package var isFull: Bool { entries == RecordReader.maximumEntries }

    package mutating func append(_ event: Event, admission: Admission = .direct) {
        body.bytes.removeAll(keepingCapacity: true)
        switch admission {
        case .direct: break
        case .channel(let source, let number):
            body.byte(EventKind.channeled.rawValue)
            body.varint(source)
            body.varint(number)
        case .feed(let feed):
            body.byte(EventKind.fed.rawValue)
            body.varint(feed.topic)
            body.varint(feed.incarnation)
            body.varint(feed.partition)
            body.signed(feed.previous)
            body.signed(feed.offset)
            if feed.topic != FedTopic.definitions { body.fixed64(feed.hash) }
        }
        body.byte(event.kind.rawValue)
        switch event {
        case .started(let event): event.encode(to: &body)
        case .signaled(let event): event.encode(to: &body)
        case .taskSucceeded(let event): event.encode(to: &body)
        case .taskFailed(let event): event.encode(to: &body)
        case .taskUnderWay(let event): event.encode(to: &body)
        case .command(let event): event.encode(to: &body)
        case .question(let event): event.encode(to: &body)
        case .clock: break
        case .define(let event): event.encode(to: &body)
        case .activate(let event): event.encode(to: &body)
        case .refused(let event): event.encode(to: &body)
        }
        bytes.appendVarint(UInt64(body.bytes.count))
        bytes.append(contentsOf: body.bytes)
        entries += 1
    }

    /// Hands out the record and starts the next.
    package mutating func take() -> [UInt8] {
        let record = bytes
        bytes = [RecordReader.magic, RecordReader.version]
        entries = 0
        return record
    }
}
