import SluiceEngine
import SluiceExpressions
import SluiceKernel

/// Operations on records: pages of the topics that people read, and appends of packed events.
enum RecordOperations {
    static let all: [Operation] = [
        Operation(name: "records") { request, host throws(CommandError) in try records(request, host) },
        Operation(name: "append") { request, host throws(CommandError) in try append(request, host) },
    ]

    /// A page of one partition: `from` -1 is the first record kept, -2 the end.
    private static func records(_ request: JSONView, _ host: OperationHost) throws(CommandError) -> [UInt8] {
        let topics: [LogTopic] = [.outcomes, .deadLetters, .published, .announced]
        let name = request.text("topic") ?? ""
        guard let topic = topics.first(where: { $0.name == name }) else {
            throw CommandError(.data, "there are no records of \(name.quotedForMessage) to read")
        }
        let partition = Int(clamping: request.int("partition") ?? -1)
        guard (0..<host.log.shape.partitions).contains(partition) else {
            throw CommandError(.data, "there is no partition \(partition)")
        }
        let bytes = Int(max(1, min(request.int("bytes") ?? 1 << 18, 1 << 22)))
        var object = JSONObject()
        do throws(LogError) {
            let range = try host.log.range(topic, partition: partition)
            var from = request.int("from") ?? -1
            if from == -2 { from = range.upperBound }
            // Retention may have passed what was asked for.
            from = max(range.lowerBound, min(from, range.upperBound))
            var batch = RecordBatch()
            if from < range.upperBound {
                batch = try host.log.read(topic, partition: partition, from: from, bytes: bytes)
            }
            object.value("records") { json in
                json.append(UInt8(ascii: "["))
                for (index, record) in batch.records.enumerated() {
                    if index > 0 { json.append(UInt8(ascii: ",")) }
                    json += RecordView.json(record, in: batch, topic)
                }
                json.append(UInt8(ascii: "]"))
            }
            object.int("next", batch.records.last.map { $0.offset + 1 } ?? from)
            object.int("end", range.upperBound)
        } catch {
            throw LogFailure.error(error)
        }
        return object.finish()
    }

    /// Packed records of starts and signals, as base64, for `events` or for `batch`; answered when all are durable.
    private static func append(_ request: JSONView, _ host: OperationHost) throws(CommandError) -> [UInt8] {
        var records: [AppendRecord] = []
        var events = 0
        let topic: LogTopic = request.bool("batch") ? .batch : .events
        for row in request.list("records") {
            let partition = Int(clamping: row.int("partition") ?? -1)
            guard let text = row.raw("value"), let value = Base64.decode(quoted: text),
                (0..<host.log.shape.partitions).contains(partition)
            else { throw CommandError(.data, "a record without a partition of this log or without a value") }
            events += try admitted(value, partition, host.log.shape)
            records.append(AppendRecord(topic: topic, partition: partition, value: value))
        }
        do throws(ClientError) {
            if !records.isEmpty { try host.client.append(records, timeout: request.timeout) }
        } catch {
            throw LogFailure.error(error)
        }
        var object = JSONObject()
        object.int("events", Int64(events))
        return object.finish()
    }

    /// How many events a record holds. Only starts and signals of instances of that partition come in by this door.
    private static func admitted(_ value: [UInt8], _ partition: Int, _ shape: LogShape) throws(CommandError) -> Int {
        let outcome = value.withUnsafeBytes { bytes -> Result<Int, CommandError> in
            var count = 0
            do throws(CodecError) {
                var reader = try RecordReader(bytes)
                while let (admission, event) = try reader.next() {
                    let isTaken = event.kind == .started || event.kind == .signaled
                    guard isTaken, admission == .direct, shape.partition(of: event.instance) == partition else {
                        return .failure(
                            CommandError(.data, "only starts and signals are appended, each to its partition"))
                    }
                    count += 1
                }
            } catch {
                return .failure(CommandError(.data, "a record that cannot be read: \(error)"))
            }
            return .success(count)
        }
        return try outcome.get()
    }
}
