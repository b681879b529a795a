import SluiceEngine
import SluiceExpressions

/// Records of the topics that people read, as JSON.
enum RecordView {
    static func json(_ record: RecordBatch.Record, in batch: RecordBatch, _ topic: LogTopic) -> [UInt8] {
        batch.withParts(of: record) { key, value, headers in
            var object = JSONObject()
            object.int("partition", Int64(record.partition))
            object.int("offset", record.offset)
            object.time("time", record.time)
            let headers = (try? RecordHeader.decode(headers)) ?? []
            switch topic {
            case .outcomes:
                if let id = headers.first(where: { $0.name == "ce_id" }) { object.string("id", text(id.value)) }
                object.json("outcome", value.map { Array($0) } ?? Array("null".utf8))
            case .published, .announced: addPublished(key, value, headers, &object)
            default: addDeadLetter(key, value, headers, &object)
            }
            return object.finish()
        }
    }

    private static func addDeadLetter(
        _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer?, _ headers: [RecordHeader],
        _ object: inout JSONObject
    ) {
        object.string("instance", text(key))
        for header in headers {
            switch header.name {
            case "ce_id": object.string("id", text(header.value))
            case "sluice_reason": object.string("reason", text(header.value))
            case "sluice_kind": object.string("kind", text(header.value))
            case "sluice_signal": object.string("signal", text(header.value))
            case "sluice_workflow": object.string("workflow", text(header.value))
            case "sluice_command": object.string("command", text(header.value))
            case "sluice_step": object.string("step", text(header.value))
            case "sluice_cancel_reason": object.string("cancel_reason", text(header.value))
            case "sluice_task": object.string("task", text(header.value))
            case "sluice_topic": object.string("topic", text(header.value))
            case "sluice_offset": object.json("event_offset", header.value)
            default: break
            }
        }
        addHeaders(of: headers, behind: DeadLetter.originalPrefix, &object)
        addData(value, &object)
    }

    private static func addPublished(
        _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer?, _ headers: [RecordHeader],
        _ object: inout JSONObject
    ) {
        var others: [RecordHeader] = []
        for header in headers {
            switch header.name {
            case RecordHeader.topicName: object.string("topic", text(header.value))
            case "ce_id": object.string("id", text(header.value))
            case "ce_type": object.string("type", text(header.value))
            case "ce_specversion", "content-type": break
            default: others.append(header)
            }
        }
        object.string("key", text(key))
        addHeaders(of: others, behind: "", &object)
        addData(value, &object)
    }

    /// Those whose names begin with `prefix`, under what follows it.
    private static func addHeaders(of headers: [RecordHeader], behind prefix: String, _ object: inout JSONObject) {
        var names: Set<String> = []
        let kept = headers.filter { $0.name.hasPrefix(prefix) && names.insert($0.name).inserted }
        guard !kept.isEmpty else { return }
        object.value("headers") { json in
            json.append(UInt8(ascii: "{"))
            for (index, header) in kept.enumerated() {
                if index > 0 { json.append(UInt8(ascii: ",")) }
                JSONWriter.string(String(header.name.dropFirst(prefix.count)), into: &json)
                json.append(UInt8(ascii: ":"))
                JSONWriter.string(text(header.value), into: &json)
            }
            json.append(UInt8(ascii: "}"))
        }
    }

    /// A value that was refused may be cut off, or no JSON at all.
    private static func addData(_ value: UnsafeRawBufferPointer?, _ object: inout JSONObject) {
        guard let value, !value.isEmpty else { return }
        if (try? JSON.validate(value)) != nil {
            object.json("data", Array(value))
        } else {
            object.string("text", text(value))
        }
    }

    private static func text(_ bytes: some Collection<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
}
