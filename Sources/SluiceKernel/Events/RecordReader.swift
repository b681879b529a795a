/// Reads the entries of an engine-internal `events` record.
///
/// Layout (version 1): `0xE5 0x01`, then one or more of `length varint, kind byte, body`. What the engine appends is packed,
/// up to ``maximumEntries`` in a record, because the log's cost is per record and request, not per event.
package struct RecordReader {
    package static let magic: UInt8 = 0xE5
    package static let version: UInt8 = 1
    /// Bounds the work of one record.
    package static let maximumEntries = 256

    private var reader: ByteReader
    private var entries = 0

    /// - Throws: when the bytes are not such a record, or one of a newer version.
    package init(_ bytes: UnsafeRawBufferPointer) throws(CodecError) {
        reader = ByteReader(bytes)
        guard try reader.byte() == RecordReader.magic else { throw CodecError("not an engine record", at: 0) }
        let version = try reader.byte()
        guard version == RecordReader.version else {
            throw CodecError("record version \(version); this release reads \(RecordReader.version)", at: 1)
        }
        if reader.isAtEnd { throw reader.fail("record without entries") }
    }

    /// The next entry, or nil at the end.
    package mutating func next() throws(CodecError) -> (admission: Admission, event: Event)? {
        if reader.isAtEnd { return nil }
        entries += 1
        if entries > RecordReader.maximumEntries {
            throw reader.fail("more than \(RecordReader.maximumEntries) entries")
        }
        var body = ByteReader(try reader.block())
        let entry = try RecordReader.entry(&body, admission: .direct)
        try body.expectEnd()
        return entry
    }

    /// Calls `body` with the kind of each entry, in order, and its instance; the instance is empty where the entry is
    /// channeled, fed, or about none. Stops where the bytes are not what they should be, and where no record may go on. For
    /// looking ahead: the fold decides what the record is.
    @inline(__always)
    package static func forEachInstance(
        in bytes: UnsafeRawBufferPointer, _ body: (_ kind: EventKind, _ instance: UnsafeRawBufferPointer) -> Void
    ) {
        var reader = ByteReader(bytes)
        guard (try? reader.byte()) == magic, (try? reader.byte()) == version else { return }
        var entries = 0
        while entries < maximumEntries, !reader.isAtEnd, let entry = try? reader.block() {
            entries += 1
            guard let raw = entry.first, let kind = EventKind(rawValue: raw) else { return }
            switch kind {
            case .started, .signaled, .taskSucceeded, .taskFailed, .taskUnderWay, .command, .question:
                // What an event is about comes first in it.
                var rest = ByteReader(UnsafeRawBufferPointer(rebasing: entry.dropFirst()))
                guard let instance = try? rest.block() else { return }
                body(kind, instance)
            case .clock, .define, .activate, .refused, .channeled, .fed:
                body(kind, UnsafeRawBufferPointer(start: nil, count: 0))
            }
        }
    }

    private static func entry(
        _ body: inout ByteReader, admission: Admission
    ) throws(CodecError) -> (admission: Admission, event: Event) {
        let raw = try body.byte()
        guard let kind = EventKind(rawValue: raw) else { throw body.fail("unknown kind of event \(raw)") }
        switch kind {
        case .started: return (admission, .started(try StartedEvent(from: &body)))
        case .signaled: return (admission, .signaled(try SignaledEvent(from: &body)))
        case .taskSucceeded: return (admission, .taskSucceeded(try TaskSucceededEvent(from: &body)))
        case .taskFailed: return (admission, .taskFailed(try TaskFailedEvent(from: &body)))
        case .taskUnderWay: return (admission, .taskUnderWay(try TaskUnderWayEvent(from: &body)))
        case .command: return (admission, .command(try CommandEvent(from: &body)))
        case .question: return (admission, .question(try QuestionEvent(from: &body)))
        case .clock: return (admission, .clock)
        case .define: return (admission, .define(try DefineEvent(from: &body)))
        case .activate: return (admission, .activate(try ActivateEvent(from: &body)))
        case .refused: return (admission, .refused(try RefusedEvent(from: &body)))
        case .channeled:
            guard admission == .direct else { throw body.fail("envelope within an envelope") }
            let channel = Admission.channel(source: try body.number(UInt32.self), number: try body.varint())
            return try entry(&body, admission: channel)
        case .fed:
            guard admission == .direct else { throw body.fail("envelope within an envelope") }
            var feed = Admission.Feed(
                topic: try body.number(UInt32.self), incarnation: try body.number(UInt32.self),
                partition: try body.number(UInt32.self), previous: try body.signed(), offset: try body.signed())
            if feed.topic != FedTopic.definitions { feed.hash = try body.fixed64() }
            guard feed.offset >= 0, feed.offset < Int64.max else { throw body.fail("fed from offset \(feed.offset)") }
            return try entry(&body, admission: .feed(feed))
        }
    }
}
