import CRdKafka
import SluiceEngine

/// What became of a message, as its delivery report says.
struct DeliveryReport {
    /// Whose message it was.
    var number: UInt64
    /// -1 where the broker does not tell.
    var offset: Int64
    var error: KafkaError?
    /// A failed message that may be in the log all the same.
    var mayBeThere: Bool

    init(_ message: UnsafePointer<rd_kafka_message_t>) {
        number = UInt64(UInt(bitPattern: message.pointee._private))
        offset = max(-1, message.pointee.offset)
        let code = message.pointee.err
        error = code == RD_KAFKA_RESP_ERR_NO_ERROR ? nil : KafkaError(code, "delivery")
        mayBeThere = error != nil && rd_kafka_message_status(message) != RD_KAFKA_MSG_STATUS_NOT_PERSISTED
    }
}

extension KafkaHandle {
    /// Hands a message over, copied. Does not block.
    ///
    /// - Parameters:
    ///   - headers: in the layout of ``RecordBatch/Record/headersStart``.
    ///   - number: comes back in the delivery report.
    func produce(
        _ topic: OpaquePointer, _ partition: Int, key: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer?,
        headers: UnsafeRawBufferPointer = UnsafeRawBufferPointer(start: nil, count: 0), number: UInt64 = 0
    ) throws(KafkaError) {
        var list: OpaquePointer?
        try? RecordHeader.forEach(in: headers) { name, value in
            if list == nil { list = rd_kafka_headers_new(8) }
            rd_kafka_header_add(
                list, name.baseAddress?.assumingMemoryBound(to: CChar.self), name.count, value.baseAddress, value.count)
        }
        // An empty value is not a null one: librdkafka tells them apart by the pointer alone.
        var empty: UInt8 = 0
        let code = withUnsafePointer(to: &empty) { empty in
            sluice_rd_kafka_produce(
                pointer, topic, Int32(partition), key.count == 0 ? nil : key.baseAddress, key.count,
                value.map { $0.baseAddress ?? UnsafeRawPointer(empty) }, value?.count ?? 0, list,
                UnsafeMutableRawPointer(bitPattern: UInt(number)))
        }
        guard code != RD_KAFKA_RESP_ERR_NO_ERROR else { return }
        if let list { rd_kafka_headers_destroy(list) }
        // A client that was given up says only that it was: why is told apart from that.
        if code == RD_KAFKA_RESP_ERR__FATAL, let fatal { throw fatal }
        var error = KafkaError(code, "producing")
        error.isFatal = code == RD_KAFKA_RESP_ERR__FATAL
        error.isRetriable = code == RD_KAFKA_RESP_ERR__QUEUE_FULL
        throw error
    }

    /// Drops everything that was not delivered; the delivery reports say so.
    func purge() { rd_kafka_purge(pointer, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT) }
}
