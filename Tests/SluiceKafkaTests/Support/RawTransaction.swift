import SluiceEngine

@testable import SluiceKafka

/// A producer that speaks the protocol itself, to do what librdkafka does not: write behind the end of its transaction, as a
/// request does that was delayed on its way.
struct RawTransaction {
    private let connection: WireConnection
    private let id: String
    private let producer: Int64
    private let epoch: Int16

    private static let addPartitions = WireCall(key: 24, version: 1, isFlexible: false)
    private static let end = WireCall(key: 26, version: 1, isFlexible: false)
    private static let commitOffset = WireCall(key: 28, version: 0, isFlexible: false)
    private static let produce = WireCall(key: 0, version: 3, isFlexible: false)

    init(_ id: String, _ settings: KafkaSettings) throws {
        let words = settings.bootstrap.split(separator: ":")
        let broker = BrokerAddress(id: 1, host: String(words[0]), port: Int(words[1])!)
        connection = try WireConnection(broker, settings)
        self.id = id
        while true {
            var answer = try connection.ask(.initProducerID) { request in
                request.string(id)
                request.int32(10_000)
            }
            _ = try answer.int32()
            let code = try answer.int16()
            if code == WireError.none {
                (producer, epoch) = (try answer.int64(), try answer.int16())
                return
            }
            // The coordinator is being made.
            guard code == 14 || code == 15 || code == 16 || code == 51 else {
                throw ChildProcess.Failure(description: "producer id: \(WireError.name(code))")
            }
            Latch().wait(microseconds: 50_000)
        }
    }

    func add(_ topic: String, _ partition: Int) throws {
        var answer = try connection.ask(RawTransaction.addPartitions) { request in
            request.string(id)
            request.int64(producer)
            request.int16(epoch)
            request.count(1)
            request.string(topic)
            request.count(1)
            request.int32(Int32(partition))
        }
        _ = try answer.int32()
        _ = try answer.list { (reader) throws(LogError) in
            _ = try reader.string()
            _ = try reader.list { (reader) throws(LogError) in
                _ = try reader.int32()
                let code = try reader.int16()
                guard code == WireError.none else { throw LogError(.io, "adding: \(WireError.name(code))") }
            }
        }
    }

    /// - Parameter time: milliseconds since 1970, where the topic takes its producers' times.
    func write(_ topic: String, _ partition: Int, sequence: Int32, time: Int64) throws {
        let batch = batch(sequence: sequence, time: time)
        var answer = try connection.ask(RawTransaction.produce) { request in
            request.string(id)
            request.int16(-1)
            request.int32(10_000)
            request.count(1)
            request.string(topic)
            request.count(1)
            request.int32(Int32(partition))
            request.block(batch)
        }
        _ = try answer.list { (reader) throws(LogError) in
            _ = try reader.string()
            _ = try reader.list { (reader) throws(LogError) in
                _ = try reader.int32()
                let code = try reader.int16()
                _ = try reader.int64()
                _ = try reader.int64()
                guard code == WireError.none else { throw LogError(.io, "writing: \(WireError.name(code))") }
            }
        }
    }

    /// Puts the group's offset of a partition into the transaction, as somebody who is no member of the group.
    func commitOffset(_ group: String, _ topic: String, _ partition: Int, _ offset: Int64) throws {
        var answer = try connection.ask(RawTransaction.commitOffset) { request in
            request.string(id)
            request.string(group)
            request.int64(producer)
            request.int16(epoch)
            request.count(1)
            request.string(topic)
            request.count(1)
            request.int32(Int32(partition))
            request.int64(offset)
            request.string("")
        }
        _ = try answer.int32()
        _ = try answer.list { (reader) throws(LogError) in
            _ = try reader.string()
            _ = try reader.list { (reader) throws(LogError) in
                _ = try reader.int32()
                let code = try reader.int16()
                guard code == WireError.none else { throw LogError(.io, "an offset: \(WireError.name(code))") }
            }
        }
    }

    func abort() throws {
        var answer = try connection.ask(RawTransaction.end) { request in
            request.string(id)
            request.int64(producer)
            request.int16(epoch)
            request.bool(false)
        }
        _ = try answer.int32()
        let code = try answer.int16()
        guard code == WireError.none else { throw ChildProcess.Failure(description: "end: \(WireError.name(code))") }
    }

    /// One record in a batch of version 2.
    private func batch(sequence: Int32, time: Int64) -> [UInt8] {
        // Attributes, time and offset against the batch's, key of 1 byte, value of 1 byte, no headers; lengths in zigzag.
        let record: [UInt8] = [0, 0, 0, 2, 0x7f, 2, 0x78, 0]
        var body = WireWriter()
        let isTransactional: Int16 = 0x10
        body.int16(isTransactional)
        body.int32(0)
        body.int64(time)
        body.int64(time)
        body.int64(producer)
        body.int16(epoch)
        body.int32(sequence)
        body.int32(1)
        body.unsigned(UInt64(record.count) << 1)
        body.raw(record)
        var batch = WireWriter()
        batch.int64(0)
        batch.int32(Int32(4 + 1 + 4 + body.bytes.count))
        batch.int32(-1)
        batch.int8(2)
        batch.int32(Int32(bitPattern: RawTransaction.castagnoli(body.bytes)))
        batch.raw(body.bytes)
        return batch.bytes
    }

    /// CRC-32C (RFC 3720, B.4), bit by bit.
    private static func castagnoli(_ bytes: [UInt8]) -> UInt32 {
        var sum: UInt32 = 0xffff_ffff
        for byte in bytes {
            sum ^= UInt32(byte)
            for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0x82f6_3b78 : sum >> 1 }
        }
        return ~sum
    }
}
