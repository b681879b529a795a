import SluiceEngine
import SluiceExpressions

/// Records of `outcomes` and `dead-letters` as JSON.
enum RecordView {
    static func json(_ record: RecordBatch.Record, in batch: RecordBatch, _ topic: LogTopic) -> [UInt8] {
        batch.withParts(of: record) { key, value, headers in
            var object = JSONObject()
            object.int("partition", Int64(record.partition))
            object.int("offset", record.offset)
            object.time("time", record.time)
            let headers = (try? RecordHeader.decode(headers)) ?? []
            if topic == .outcomes {
                if let id = headers.first(where: { $0.name == "ce_id" }) { object.string("id", text(id.value[...])) }
                object.json("outcome", value.map { Array($0) } ?? Array("null".utf8))
                return object.finish()
            }
            object.string("instance", text(key))
            for header in headers {
                switch header.name {
                case "ce_id": object.string("id", text(header.value[...]))
                case "sluice_reason": object.string("reason", text(header.value[...]))
                case "sluice_kind": object.string("kind", text(header.value[...]))
                case "sluice_signal": object.string("signal", text(header.value[...]))
                case "sluice_workflow": object.string("workflow", text(header.value[...]))
                case "sluice_command": object.string("command", text(header.value[...]))
                case "sluice_step": object.string("step", text(header.value[...]))
                case "sluice_cancel_reason": object.string("cancel_reason", text(header.value[...]))
                case "sluice_offset": object.json("event_offset", header.value)
                default: break
                }
            }
            if let value, !value.isEmpty {
                // What was rejected may be cut off, or no JSON at all.
                if (try? JSON.validate(value)) != nil {
                    object.json("data", Array(value))
                } else {
                    object.string("text", text(value))
                }
            }
            return object.finish()
        }
    }

    private static func text(_ bytes: some Collection<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
}
