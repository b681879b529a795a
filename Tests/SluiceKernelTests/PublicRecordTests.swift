import SluiceKernel
import SluiceTestKit
import Testing

/// `docs/formats.md`: what any client of Kafka may write into `events`.
@Suite("A record of another client")
struct PublicRecordTests {
    /// What a record is taken for: the event as a trace tells it, or what is wrong.
    private func read(_ headers: KeyValuePairs<String, String>, key: String = "order-1") -> String {
        read(#"{"n":1}"#, headers, key: key)
    }

    private func read(
        _ value: String, _ headers: KeyValuePairs<String, String>, key: String = "order-1"
    ) -> String {
        read(key: Array(key.utf8), Array(value.utf8), headers.map { ($0.key, Array($0.value.utf8)) })
    }

    private func read(key: [UInt8], _ value: [UInt8], _ headers: [(String, [UInt8])]) -> String {
        var writer = ByteWriter()
        if !headers.isEmpty { writer.count(headers.count) }
        for (name, value) in headers {
            writer.block(name)
            writer.block(value)
        }
        return key.withUnsafeBytes { key in
            value.withUnsafeBytes { value in
                writer.bytes.withUnsafeBytes { headers in
                    do throws(PublicRecordError) {
                        return try PublicRecord.withEvent(
                            key: key, value: value, headers: headers, partition: 3, offset: 17
                        ) { PublicRecordTests.text($0) }
                    } catch {
                        return error.message
                    }
                }
            }
        }
    }

    private static func text(_ event: Event) -> String {
        switch event {
        case .started(let event):
            "\(EventText.describe(.started(event))) id=\(EventText.text(event.id)) at=\(event.time)"
        case .signaled(let event): "\(EventText.describe(.signaled(event))) at=\(event.time)"
        default: EventText.describe(event)
        }
    }

    @Test("starts an instance of the active version, or of the one it names")
    func starts() {
        #expect(
            read(["ce_specversion": "1.0", "ce_type": "sluice.start.order", "ce_id": "e-1", "ce_source": "/shop"])
                == #"start order-1 of order v0 {"n":1} id=e-1 at=0"#)
        #expect(
            read(["ce_type": "sluice.start.big-order.v2_x@7", "ce_id": "e", "ce_time": "1970-01-01T00:00:02.000003Z"])
                == #"start order-1 of big-order.v2_x v7 {"n":1} id=e at=2000003"#)
    }

    @Test("sends a signal, whose name may be anything")
    func signals() {
        #expect(
            read(["ce_type": "sluice.signal.customer replied", "ce_id": "s", "content-type": "application/json"])
                == #"signal order-1 customer replied id=s {"n":1} at=0"#)
        #expect(
            read(["ce_type": "sluice.signal.a.b@c", "ce_id": "s", "content-type": "application/json; charset=utf-8"])
                == #"signal order-1 a.b@c id=s {"n":1} at=0"#)
    }

    @Test("without an id has that of its place, and without a value no data")
    func derived() {
        #expect(read("", ["ce_type": "sluice.signal.paid"]) == "signal order-1 paid id=3/17  at=0")
        #expect(read("", ["ce_type": "sluice.start.w", "ce_id": ""]) == "start order-1 of w v0  id=3/17 at=0")
    }

    @Test("may be a whole CloudEvent as JSON")
    func structured() {
        let type = ["content-type": "application/cloudevents+json; charset=UTF-8"] as KeyValuePairs
        #expect(
            read(
                #" {"specversion":"1.0","type":"sluice.start.order@2","id":"\u0065-1","source":"s","data":{"n": 2}} "#,
                type)
                == #"start order-1 of order v2 {"n": 2} id=e-1 at=0"#)
        #expect(
            read(#"{"type":"sluice.signal.paid","time":"1970-01-01T00:00:01Z","id":null}"#, type)
                == "signal order-1 paid id=3/17  at=1000000")
        #expect(read(#"{"id":"x"}"#, type) == "the CloudEvent has no 'type'")
        #expect(read(#"{"type":7}"#, type) == "'type' of the CloudEvent is no text")
        #expect(
            read(#"{"type":"sluice.signal.a","data_base64":"e30="}"#, type).hasSuffix("'data_base64': data is JSON"))
        #expect(read("[1]", type) == "the CloudEvent is no JSON object")
        #expect(read("{", type).hasPrefix("the CloudEvent is not JSON: "))
        #expect(read(#"{"specversion":"0.3","type":"sluice.signal.a"}"#, type).hasPrefix("CloudEvents version '0.3'"))
    }

    @Test(
        "that is none says what is wrong with it",
        arguments: [
            ([:], "the record has no header ce_type"),
            (["ce_type": "order.paid"], "unknown type 'order.paid': there are sluice.start.<workflow>, sluice.signal."),
            (["ce_type": "sluice.start."], "the workflow to start: a name is empty"),
            (["ce_type": "sluice.start.a b"], "the workflow to start: name 'a b' has other characters"),
            (["ce_type": "sluice.start.w@"], "the version '' of workflow w is no number"),
            (["ce_type": "sluice.start.w@0"], "the version '0' of workflow w is no number"),
            (["ce_type": "sluice.start.w@4294967296"], "the version '4294967296' of workflow w"),
            (["ce_type": "sluice.signal."], "the name of the signal has 0 bytes"),
            (
                ["ce_type": "sluice.signal.a", "ce_specversion": "0.3"],
                "CloudEvents version '0.3'; this release reads 1.0"
            ),
            (["ce_type": "sluice.signal.a", "ce_time": "yesterday"], "the time 'yesterday' is none"),
            (
                ["ce_type": "sluice.signal.a", "content-type": "text/plain"],
                "content-type 'text/plain' is not understood"
            ),
            (
                ["ce_type": "sluice.signal.a", "content-type": "application/cloudevents-batch+json"],
                "content-type 'application/cloudevents-batch+json' is not understood: of CloudEvents there is binary mode"
            ),
        ] as [(KeyValuePairs<String, String>, String)])
    func refused(headers: KeyValuePairs<String, String>, reason: String) {
        #expect(read(headers).hasPrefix(reason), "\(read(headers))")
    }

    @Test("says what came of an attempt, which it names as the record of the task did")
    func results() {
        let task = "order-1/17/2/0/3"
        #expect(
            read(["ce_type": "sluice.succeeded", "ce_task": task, "ce_id": "r-1"]) == #"succeeded \#(task) {"n":1}"#)
        #expect(read("", ["ce_type": "sluice.succeeded", "ce_task": task]) == "succeeded \(task) ")
        #expect(read(["ce_type": "sluice.heartbeat", "ce_task": task]) == "heartbeat \(task)")
        #expect(read("", ["ce_type": "sluice.heartbeat", "ce_task": task]) == "heartbeat \(task)")
        // An id may have slashes.
        #expect(
            read("1", ["ce_type": "sluice.succeeded", "ce_task": "a/b/17/2/0/3"], key: "a/b")
                == "succeeded a/b/17/2/0/3 1")
        #expect(
            read(
                #"{"type":"sluice.succeeded","task":"\#(task)","data":[1]}"#,
                ["content-type": "application/cloudevents+json"]) == "succeeded \(task) [1]")
    }

    @Test("says why an attempt failed, and whether it may be tried again")
    func failures() {
        let headers = ["ce_type": "sluice.failed", "ce_task": "order-1/17/2/0/3"] as KeyValuePairs
        func failure(_ data: String) -> (type: String, message: String, isNonRetriable: Bool)? {
            failedTask(data, headers)
        }
        #expect(
            failure(#"{"type":"CardDeclined","message":"no \u0022money\u0022","retriable":false}"#)! == (
                "CardDeclined", "no \"money\"", true
            ))
        #expect(failure(#"{"message":"later","retriable":true,"trace":[1]}"#)! == ("Error", "later", false))
        #expect(failure("{}")! == ("Error", "", false))
        #expect(failure("")! == ("Error", "", false))
        #expect(failure(#"{"retriable":null}"#)! == ("Error", "", false))
        let long = String(repeating: "m", count: 10_000)
        #expect(failure(#"{"message":"\#(long)"}"#)!.message.count == 8_192)
        #expect(read("\"boom\"", headers).hasPrefix("the failure is no object: write it as {"))
        #expect(read("{", headers).hasPrefix("the failure is not JSON: "))
        #expect(read(#"{"type":7}"#, headers) == "'type' of the failure is no text")
        #expect(read(#"{"type":""}"#, headers) == "the type of the failure has 0 bytes, outside 1 to 255")
        #expect(read(#"{"message":[]}"#, headers) == "'message' of the failure is no text")
        #expect(read(#"{"retriable":"no"}"#, headers) == "'retriable' of the failure is neither true nor false")
    }

    private func failedTask(
        _ data: String, _ headers: KeyValuePairs<String, String>
    ) -> (type: String, message: String, isNonRetriable: Bool)? {
        var writer = ByteWriter()
        writer.count(headers.count)
        for (name, value) in headers {
            writer.block(name)
            writer.block(value)
        }
        return Array("order-1".utf8).withUnsafeBytes { key in
            Array(data.utf8).withUnsafeBytes { value in
                writer.bytes.withUnsafeBytes { headers in
                    try? PublicRecord.withEvent(key: key, value: value, headers: headers, partition: 0, offset: 1) {
                        event in
                        guard case .taskFailed(let failed) = event else { return nil }
                        return (
                            EventText.text(Array(failed.type)), String(decoding: failed.message, as: UTF8.self),
                            failed.isNonRetriable
                        )
                    }
                }
            }
        }
    }

    @Test(
        "that does not say which attempt it is of, or gives no JSON, is none",
        arguments: [
            (nil, "1", "the record does not say which attempt it is of"),
            ("", "1", "the record does not say which attempt"),
            ("order-1/17/2/0/3", "{", "the result is not JSON"), ("order-1", "1", "ce_task 'order-1' names no attempt"),
            (
                "order-2/17/2/0/3", "1",
                "ce_task 'order-2/17/2/0/3' names no attempt of the instance that is the record's key"
            ),
            ("order-1/17/2/0", "1", "ce_task 'order-1/17/2/0' names no attempt"),
            ("order-1/17/2/0/3/4", "1", "ce_task"), ("order-1/17/2/0/", "1", "ce_task"),
            ("order-1/17/2/0/x", "1", "ce_task"),
            ("order-1/-1/2/0/3", "1", "ce_task"), ("order-1/+1/2/0/3", "1", "ce_task"),
            ("order-1/17/2/0/65536", "1", "ce_task"),
            ("order-1/9223372036854775808/2/0/3", "1", "ce_task"),
        ] as [(String?, String, String)])
    func wrongResults(task: String?, data: String, reason: String) {
        let found =
            if let task { read(data, ["ce_type": "sluice.succeeded", "ce_task": task]) } else {
                read(data, ["ce_type": "sluice.succeeded"])
            }
        #expect(found.hasPrefix(reason), "\(found)")
    }

    @Test("has a key of 1 to 255 bytes of UTF-8, and attributes that end somewhere")
    func bounds() {
        let signal = ["ce_type": "sluice.signal.a", "ce_id": "s"] as KeyValuePairs
        let headers = signal.map { ($0.key, Array($0.value.utf8)) }
        #expect(read(signal, key: "") == "the record has no key: its key is the instance id")
        #expect(read(key: [0xff], [], headers) == "the record's key: the instance id is not UTF-8")
        #expect(read(key: [0x61, 0], [], headers) == "the record's key: the instance id contains a NUL")
        let long = String(repeating: "k", count: 256)
        #expect(read(signal, key: long).hasPrefix("the record's key: the instance id has 256 bytes"))
        #expect(read(signal, key: String(long.dropLast())).hasPrefix("signal "))
        let id = String(repeating: "i", count: 1_025)
        #expect(read(["ce_type": "sluice.signal.a", "ce_id": id]).hasPrefix("ce_id has 1025 bytes"))
        #expect(read(["ce_type": "sluice.signal.a", "ce_id": String(id.dropLast())]).hasPrefix("signal "))
        #expect(read(key: [0x61], [], [("ce_type", [0xff, 0xfe])]) == "ce_type is not UTF-8")
        #expect(read(["ce_type": "sluice.signal.\(id.prefix(256))"]).hasPrefix("the name of the signal has 256 bytes"))
    }

    @Test("with headers cut short anywhere gives an event or a reason")
    func truncations() {
        var writer = ByteWriter()
        writer.count(2)
        for (name, value) in [("ce_id", "x"), ("ce_type", "sluice.start.w@3")] {
            writer.block(name)
            writer.block(value)
        }
        let key = Array("k".utf8)
        for count in 0..<writer.bytes.count {
            let headers = Array(writer.bytes[..<count])
            #expect(throws: PublicRecordError.self) {
                try key.withUnsafeBytes { key in
                    try headers.withUnsafeBytes { headers in
                        try PublicRecord.withEvent(
                            key: key, value: UnsafeRawBufferPointer(start: nil, count: 0), headers: headers,
                            partition: 0, offset: 0
                        ) { _ in }
                    }
                }
            }
        }
    }

    @Test("is told from one of the engine by its first byte")
    func magic() {
        #expect(!ScriptedEvent.clock.record.withUnsafeBytes { PublicRecord.isOne($0) })
        for text in ["", "{}", " 1", "\"x\"", "[", "null"] {
            #expect(Array(text.utf8).withUnsafeBytes { PublicRecord.isOne($0) })
        }
    }
}
