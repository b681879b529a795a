/// A record of a topic that is fed, and that stands for no event: its feeder says why, and it becomes a dead letter.
package struct RefusedEvent {
    package var reason: UnsafeRawBufferPointer
    /// The whole name of its topic.
    package var topic: UnsafeRawBufferPointer
    package var partition: UInt32
    package var offset: Int64
    package var key: UnsafeRawBufferPointer
    /// Its own, as `count varint, (name block, value block)…`; no bytes: none.
    package var headers: UnsafeRawBufferPointer
    /// The beginning of its value.
    package var data: UnsafeRawBufferPointer

    package init(
        reason: UnsafeRawBufferPointer, topic: UnsafeRawBufferPointer, partition: UInt32, offset: Int64,
        key: UnsafeRawBufferPointer, headers: UnsafeRawBufferPointer, data: UnsafeRawBufferPointer
    ) {
        self.reason = reason
        self.topic = topic
        self.partition = partition
        self.offset = offset
        self.key = key
        self.headers = headers
        self.data = data
    }

    init(from reader: inout ByteReader) throws(CodecError) {
        reason = try reader.block()
        topic = try reader.block()
        partition = try reader.number(UInt32.self)
        offset = try reader.signed()
        key = try reader.block()
        headers = try reader.block()
        data = try reader.block()
    }

    func encode(to writer: inout ByteWriter) {
        writer.block(reason)
        writer.block(topic)
        writer.varint(partition)
        writer.signed(offset)
        writer.block(key)
        writer.block(headers)
        writer.block(data)
    }
}
