import CRdKafka
import SluiceEngine
import SluiceKernel

/// A view of a message in a ``KafkaBatch``: what it points to lives as long as the batch holds it, so it cannot be kept.
struct KafkaMessage: ~Copyable {
    private let message: UnsafeMutablePointer<rd_kafka_message_t>

    init(_ message: UnsafeMutablePointer<rd_kafka_message_t>) { self.message = message }

    /// Not a record: an end of partition, or an error.
    var code: rd_kafka_resp_err_t { message.pointee.err }
    var error: KafkaError {
        KafkaError(code, rd_kafka_message_errstr(message).map { String(cString: $0) } ?? "")
    }
    var partition: Int { Int(message.pointee.partition) }
    /// Of an end of partition: the next offset to be fetched.
    var offset: Int64 { message.pointee.offset }
    /// Milliseconds since 1970.
    var time: (milliseconds: Int64, isAppendTime: Bool) {
        var type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE
        let time = rd_kafka_message_timestamp(message, &type)
        return (time, type == RD_KAFKA_TIMESTAMP_LOG_APPEND_TIME)
    }
    var key: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(
            start: message.pointee.key, count: message.pointee.key == nil ? 0 : message.pointee.key_len)
    }
    /// nil: a null value, a tombstone.
    var value: UnsafeRawBufferPointer? {
        message.pointee.payload.map { UnsafeRawBufferPointer(start: $0, count: message.pointee.len) }
    }

    /// The headers in the layout of ``RecordBatch/Record/headersStart``; empty: none.
    func encodeHeaders(into writer: inout ByteWriter) {
        var headers: OpaquePointer?
        guard rd_kafka_message_headers(message, &headers) == RD_KAFKA_RESP_ERR_NO_ERROR, let headers else { return }
        let count = rd_kafka_header_cnt(headers)
        guard count > 0 else { return }
        writer.count(count)
        for index in 0..<count {
            var name: UnsafePointer<CChar>?
            var value: UnsafeRawPointer?
            var length = 0
            guard rd_kafka_header_get_all(headers, index, &name, &value, &length) == RD_KAFKA_RESP_ERR_NO_ERROR else {
                continue
            }
            writer.block(name.map { String(cString: $0) } ?? "")
            writer.block(UnsafeRawBufferPointer(start: value, count: value == nil ? 0 : length))
        }
    }

    /// Copies the record out.
    func append(to batch: inout RecordBatch, scratch: inout ByteWriter) {
        scratch.bytes.removeAll(keepingCapacity: true)
        encodeHeaders(into: &scratch)
        scratch.bytes.withUnsafeBytes {
            batch.append(
                partition: partition, offset: offset, time: time.milliseconds, key: key, value: value, headers: $0)
        }
    }
}
