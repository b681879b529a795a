/// Asks for an instance. A second one for the same id finds the first, while its definition's retention lasts.
package struct StartedEvent {
    package var instance: UnsafeRawBufferPointer
    package var definition: UnsafeRawBufferPointer
    /// 0: the highest active version.
    package var version: UInt32
    /// The producer's id for this event (`ce_id`).
    package var id: UnsafeRawBufferPointer
    /// When it happened by the producer's clock (`ce_time`), microseconds since 1970; 0: not said.
    package var time: Int64
    /// JSON.
    package var input: UnsafeRawBufferPointer
    package var reply: ReplyAddress?

    init(from reader: inout ByteReader) throws(CodecError) {
        instance = try reader.block()
        definition = try reader.block()
        version = try reader.number(UInt32.self)
        id = try reader.block()
        time = try reader.signed()
        reply = try ReplyAddress.decode(from: &reader)
        input = try reader.block()
    }

    package init(
        instance: UnsafeRawBufferPointer, definition: UnsafeRawBufferPointer, version: UInt32 = 0,
        id: UnsafeRawBufferPointer, time: Int64 = 0, input: UnsafeRawBufferPointer, reply: ReplyAddress? = nil
    ) {
        self.instance = instance
        self.definition = definition
        self.version = version
        self.id = id
        self.time = time
        self.input = input
        self.reply = reply
    }

    func encode(to writer: inout ByteWriter) {
        writer.block(instance)
        writer.block(definition)
        writer.varint(version)
        writer.block(id)
        writer.signed(time)
        ReplyAddress.encode(reply, to: &writer)
        writer.block(input)
    }
}
