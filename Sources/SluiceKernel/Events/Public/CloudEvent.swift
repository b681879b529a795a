import SluiceExpressions

/// A CloudEvent as a record of `events` carries it, in binary or in structured mode.
struct CloudEvent {
    /// Bytes of an attribute, at most.
    static let longestAttribute = 1_024

    var type: [UInt8]
    /// Empty: the producer gave none.
    var id: [UInt8]
    /// Microseconds since 1970; 0: not said.
    var time: Int64
    /// The attempt that a result is of, as its record named it; empty: not said.
    var task: [UInt8]
    /// JSON, or nothing. Borrowed from the record's value.
    var data: UnsafeRawBufferPointer

    init(value: UnsafeRawBufferPointer, headers: UnsafeRawBufferPointer) throws(PublicRecordError) {
        let attributes: CloudEventHeaders
        do throws(CodecError) { attributes = try CloudEventHeaders(headers) } catch {
            throw PublicRecordError("the headers cannot be read: \(error)")
        }
        switch try ContentType(attributes.contentType) {
        case .json: try self.init(binary: attributes, value)
        case .structured: try self.init(structured: value)
        }
    }

    private init(binary attributes: CloudEventHeaders, _ value: UnsafeRawBufferPointer) throws(PublicRecordError) {
        guard let type = attributes.type else {
            throw PublicRecordError(
                "the record has no header ce_type: what no client of Sluice writes is a CloudEvent, such as "
                    + "ce_type=\(PublicType.startPrefix)<workflow>")
        }
        try CloudEvent.check(specVersion: attributes.specVersion.map { Array($0) })
        self.type = try CloudEvent.attribute(Array(type), "ce_type")
        id = try CloudEvent.attribute(attributes.id.map { Array($0) } ?? [], "ce_id")
        time = try CloudEvent.time(attributes.time.map { Array($0) })
        task = try CloudEvent.attribute(attributes.task.map { Array($0) } ?? [], "ce_task")
        data = value
    }

    private init(structured value: UnsafeRawBufferPointer) throws(PublicRecordError) {
        do throws(JSONError) {
            try JSON.validate(value)
        } catch {
            throw PublicRecordError("the CloudEvent is not JSON: \(error)")
        }
        guard JSON.kind(value) == .object else { throw PublicRecordError("the CloudEvent is no JSON object") }
        guard let type = try CloudEvent.text("type", in: value) else {
            throw PublicRecordError("the CloudEvent has no 'type'")
        }
        try CloudEvent.check(specVersion: try CloudEvent.text("specversion", in: value))
        self.type = try CloudEvent.attribute(type, "type")
        id = try CloudEvent.attribute(try CloudEvent.text("id", in: value) ?? [], "id")
        time = try CloudEvent.time(try CloudEvent.text("time", in: value))
        task = try CloudEvent.attribute(try CloudEvent.text("task", in: value) ?? [], "task")
        if CloudEvent.member("data_base64", in: value) != nil {
            throw PublicRecordError("the CloudEvent has 'data_base64': data is JSON")
        }
        data = UnsafeRawBufferPointer(rebasing: value[CloudEvent.member("data", in: value) ?? 0..<0])
    }

    // MARK: attributes

    static func member(_ name: String, in object: UnsafeRawBufferPointer) -> Range<Int>? {
        // The object was validated.
        (try? JSON.member(Array(name.utf8), in: object)) ?? nil
    }

    /// nil: it is not there, or null.
    static func text(
        _ name: String, in object: UnsafeRawBufferPointer, of what: String = "the CloudEvent"
    ) throws(PublicRecordError) -> [UInt8]? {
        guard let range = member(name, in: object) else { return nil }
        let value = UnsafeRawBufferPointer(rebasing: object[range])
        if JSON.kind(value) == .null { return nil }
        guard JSON.kind(value) == .string, let text = try? JSON.string(value) else {
            throw PublicRecordError("'\(name)' of \(what) is no text")
        }
        return text
    }

    private static func check(specVersion: [UInt8]?) throws(PublicRecordError) {
        guard let specVersion, !specVersion.elementsEqual("1.0".utf8) else { return }
        let version = String(decoding: specVersion.prefix(longestAttribute), as: UTF8.self)
        throw PublicRecordError("CloudEvents version \(version.quotedForMessage); this release reads 1.0")
    }

    private static func attribute(_ bytes: [UInt8], _ name: String) throws(PublicRecordError) -> [UInt8] {
        guard bytes.count <= longestAttribute else {
            throw PublicRecordError("\(name) has \(bytes.count) bytes; at most \(longestAttribute) are allowed")
        }
        guard String(validating: bytes, as: UTF8.self) != nil else { throw PublicRecordError("\(name) is not UTF-8") }
        return bytes
    }

    private static func time(_ text: [UInt8]?) throws(PublicRecordError) -> Int64 {
        guard let text, !text.isEmpty else { return 0 }
        guard let time = text.withUnsafeBufferPointer({ CELTimestamp($0) }) else {
            let given = String(decoding: text.prefix(longestAttribute), as: UTF8.self)
            throw PublicRecordError("the time \(given.quotedForMessage) is none: write it as 2026-01-31T08:00:00Z")
        }
        return time.seconds * 1_000_000 + Int64(time.nanoseconds / 1_000)
    }
}
