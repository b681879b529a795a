import SluiceEngine
import SluiceExpressions

/// Appends through the socket of a running node, several requests ahead of their answers.
final class SocketSink: IngestSink {
    private static let requestsAhead = 4

    let shape: LogShape
    private let client: any Connection
    private let timeout: Int64
    /// Whether the events go to `batch`.
    private let hasTime: Bool
    private var unanswered = 0
    private(set) var confirmed = 0

    init(_ context: CommandContext) throws(CommandError) {
        timeout = try context.invocation.duration("timeout") ?? 30_000
        hasTime = context.invocation.has("batch")
        client = try context.connect()
        let hello = JSONView(try client.call(RequestWriter("hello").finish(), wait: 10_000))
        let (partitions, slots) = (Int(hello.int("partitions") ?? 0), Int(hello.int("slots") ?? 0))
        guard ShapeFile.isSound(partitions: partitions, slots: slots) else {
            throw CommandError(.internal, "the node tells no shape of its log")
        }
        shape = LogShape(partitions: partitions, slots: slots)
    }

    func append(_ records: [AppendRecord]) throws(CommandError) {
        guard !records.isEmpty else { return }
        var request = RequestWriter("append")
        request.object.int("timeout_ms", timeout)
        if hasTime { request.object.bool("batch", true) }
        request.object.value("records") { bytes in
            bytes.append(UInt8(ascii: "["))
            for (index, record) in records.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                bytes += "{\"partition\":\(record.partition),\"value\":".utf8
                record.value.withUnsafeBufferPointer { JSONWriter.base64($0, into: &bytes) }
                bytes.append(UInt8(ascii: "}"))
            }
            bytes.append(UInt8(ascii: "]"))
        }
        if unanswered == SocketSink.requestsAhead { try takeAnswer() }
        try client.send(request.finish())
        unanswered += 1
    }

    func finish() throws(CommandError) { while unanswered > 0 { try takeAnswer() } }

    private func takeAnswer() throws(CommandError) {
        let answer = JSONView(try client.receive(wait: timeout))
        unanswered -= 1
        confirmed += Int(answer.int("events") ?? 0)
    }
}
