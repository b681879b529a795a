import SluiceExpressions
import SluiceKernel

/// Lines of JSON as events.
struct JSONEventReader {
    /// The way to a member: the whole name first, then its parts between dots.
    private struct Path {
        let option: String
        let name: String
        let parts: [[UInt8]]

        init(_ name: String, _ option: String) {
            self.option = option
            self.name = name
            let whole = Array(name.utf8)
            parts =
                [whole] + whole.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).map { Array($0) }
        }

        func range(in bytes: UnsafeRawBufferPointer) -> Range<Int>? {
            if let found = try? JSON.member(parts[0], in: bytes) { return found }
            guard parts.count > 2 else { return nil }
            var range = 0..<bytes.count
            for part in parts.dropFirst() {
                let inner = UnsafeRawBufferPointer(rebasing: bytes[range])
                guard let found = try? JSON.member(part, in: inner) else { return nil }
                range = range.lowerBound + found.lowerBound..<range.lowerBound + found.upperBound
            }
            return range
        }
    }

    private var reader: JSONLinesReader
    private let mapping: EventMapping
    private let instance: Path
    private let type: Path?
    private let time: Path?
    private let eventID: Path?
    private let payload: Path?
    private let data: [(path: Path, key: [UInt8])]
    private var scratch: [UInt8] = []

    init(_ input: InputBuffer, mapping: EventMapping, limit: Int) {
        reader = JSONLinesReader(input, limit: limit)
        self.mapping = mapping
        instance = Path(mapping.instance, "instance")
        type = mapping.fixedType == nil ? Path(mapping.type, "type") : nil
        time = mapping.time.map { Path($0, "time") }
        eventID = mapping.eventID.map { Path($0, "event-id") }
        payload = mapping.payload.map { Path($0, "payload") }
        data = mapping.fields.map { field in
            var key: [UInt8] = []
            JSONWriter.string(field, into: &key)
            key.append(UInt8(ascii: ":"))
            return (Path(field, "field"), key)
        }
    }

    mutating func next() throws(CommandError) -> LineOutcome { try reader.next() }

    mutating func read(_ record: UnsafeBufferPointer<UInt8>, into event: inout LineEvent) throws(LineRejection) {
        event.clear()
        let bytes = UnsafeRawBufferPointer(record)
        do throws(JSONError) { try JSON.validate(bytes) } catch { throw LineRejection("no JSON: \(error)") }
        guard JSON.kind(bytes) == .object else { throw LineRejection("expected a JSON object") }
        try text(instance, bytes, into: &event.instance)
        if let type {
            try text(type, bytes, into: &event.type)
            if event.type.isEmpty { throw LineRejection("\(type.name.quotedForMessage) is empty") }
        } else {
            event.type.append(contentsOf: mapping.fixedType ?? [])
        }
        if let time {
            scratch.removeAll(keepingCapacity: true)
            try text(time, bytes, into: &scratch)
            guard let read = scratch.withUnsafeBufferPointer({ EventTime.read($0) }) else {
                throw LineRejection(
                    "\(time.name.quotedForMessage) is no time: "
                        + "\(String(decoding: scratch.prefix(60), as: UTF8.self).quotedForMessage)"
                        + " (expected RFC 3339 or ISO 8601 with an offset)")
            }
            event.time = read
        }
        if let eventID {
            try text(eventID, bytes, into: &event.eventID)
            if event.eventID.isEmpty { throw LineRejection("\(eventID.name.quotedForMessage) is empty") }
        } else {
            LineHash.append(record, to: &event.eventID)
        }
        if let payload {
            guard let range = payload.range(in: bytes) else { throw missing(payload) }
            event.data.append(contentsOf: bytes[range])
        } else if data.isEmpty {
            event.data.append(contentsOf: bytes)
        } else {
            event.data.append(UInt8(ascii: "{"))
            for (path, key) in data {
                guard let range = path.range(in: bytes) else { continue }
                if event.data.count > 1 { event.data.append(UInt8(ascii: ",")) }
                event.data.append(contentsOf: key)
                event.data.append(contentsOf: bytes[range])
            }
            event.data.append(UInt8(ascii: "}"))
        }
    }

    /// The text of a member; a number stands as it is written.
    private func text(
        _ path: Path, _ bytes: UnsafeRawBufferPointer, into text: inout [UInt8]
    ) throws(LineRejection) {
        guard let range = path.range(in: bytes) else { throw missing(path) }
        let value = UnsafeRawBufferPointer(rebasing: bytes[range])
        switch JSON.kind(value) {
        case .string:
            guard let decoded = try? JSON.string(value) else {
                throw LineRejection("\(path.name.quotedForMessage) is no text")
            }
            text.append(contentsOf: decoded)
        case .number: text.append(contentsOf: value)
        default: throw LineRejection("\(path.name.quotedForMessage) is neither a text nor a number")
        }
    }

    private func missing(_ path: Path) -> LineRejection {
        LineRejection("no member \(path.name.quotedForMessage) (--\(path.option))")
    }
}
