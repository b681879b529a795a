package import SluiceKernel

/// A record on its way into a topic.
package struct AppendRecord: Sendable {
    package var topic: LogTopic
    package var partition: Int
    /// Of `announced` and `tasks`: the whole name of the topic that it goes to, whose partition the log chooses by the key.
    package var destination: String
    package var key: [UInt8]
    package var headers: [RecordHeader]
    package var value: [UInt8]
    /// Told back with the outcome.
    package var token: UInt64

    package init(
        topic: LogTopic = .events, partition: Int, destination: String = "", key: [UInt8] = [],
        headers: [RecordHeader] = [], value: [UInt8], token: UInt64 = 0
    ) {
        self.topic = topic
        self.partition = partition
        self.destination = destination
        self.key = key
        self.headers = headers
        self.value = value
        self.token = token
    }

    package var size: Int {
        key.count + value.count + headers.reduce(64) { $0 + $1.name.utf8.count + $1.value.count }
    }
}

package struct RecordHeader: Equatable, Sendable {
    package var name: String
    package var value: [UInt8]

    package init(_ name: String, _ value: [UInt8]) {
        self.name = name
        self.value = value
    }
}

/// What became of an append.
package enum AppendOutcome: Equatable, Sendable {
    /// Durable at this offset. The offset may be -1 where the log does not tell.
    case acknowledged(offset: Int64)
    /// Not in the log, and nothing appended by the same call behind it is.
    case failed(LogError)
    /// It may or may not be in the log: send it again; whoever reads it can tell a repeat.
    case unknown(LogError)
    /// It will never be taken, so that sending it again is of no use: there is no such topic, we have no right to it, or the
    /// record is too large for it. Said of `announced` and `tasks` alone.
    case refused(LogError)
}

/// Hears of outcomes, on a thread of the log's choosing. Must not block.
package protocol AppendObserver: AnyObject, Sendable {
    func appended(token: UInt64, outcome: AppendOutcome)
}

extension RecordHeader {
    /// The layout of ``RecordBatch/Record/headersStart``.
    package static func encode(_ headers: [(name: String, value: [UInt8])]) -> [UInt8] {
        var writer = ByteWriter()
        writer.count(headers.count)
        for header in headers {
            writer.block(header.name)
            writer.block(header.value)
        }
        return writer.bytes
    }

    /// The header that tells the topic of a record which a log keeps in place of that topic.
    package static let topicName = "sluice_topic"

    /// Appends headers with one more before them, which names the topic.
    package static func encode(
        topic: String, before headers: UnsafeRawBufferPointer, to bytes: inout [UInt8]
    ) throws(CodecError) {
        var reader = ByteReader(headers)
        let count = headers.isEmpty ? 0 : try reader.length()
        var writer = ByteWriter()
        writer.count(count + 1)
        writer.block(topicName)
        writer.block(topic)
        writer.raw(try reader.slice(reader.remaining))
        bytes.append(contentsOf: writer.bytes)
    }

    /// Appends headers of `ce_id` alone, whose value is `id/number`; the number is not negative.
    package static func encodeEventID(_ id: UnsafeRawBufferPointer, _ number: Int64, to bytes: inout [UInt8]) {
        let capacity = 32 + id.count + ByteCursor.longestNumber
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: capacity) { room in
            var cursor = ByteCursor(room)
            // The number of headers, and the name of the first behind its length.
            cursor.text("\u{1}\u{5}ce_id")
            cursor.varint(UInt64(id.count + 1 + ByteCursor.digits(of: number.magnitude)))
            cursor.raw(id)
            cursor.byte(UInt8(ascii: "/"))
            cursor.number(number)
            bytes.append(contentsOf: cursor.bytes)
        }
    }

    package static func decode(_ bytes: UnsafeRawBufferPointer) throws(CodecError) -> [RecordHeader] {
        var headers: [RecordHeader] = []
        try forEach(in: bytes) { headers.append(RecordHeader(String(decoding: $0, as: UTF8.self), Array($1))) }
        return headers
    }

    /// Calls `body` with the name and the value of each header, borrowed for the call, in their order.
    package static func forEach(
        in bytes: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Void
    ) throws(CodecError) {
        guard !bytes.isEmpty else { return }
        var reader = ByteReader(bytes)
        for _ in 0..<(try reader.length()) {
            let name = try reader.block()
            body(name, try reader.block())
        }
        try reader.expectEnd()
    }
}

/// For appends whose loss is somebody else's concern: an asker that hears nothing asks again.
package final class UnheardAppends: AppendObserver {
    package static let shared = UnheardAppends()
    package func appended(token: UInt64, outcome: AppendOutcome) {}
}
