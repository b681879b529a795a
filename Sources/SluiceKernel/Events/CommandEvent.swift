/// What a person or program tells an instance to do.
package struct CommandEvent {
    package var instance: UnsafeRawBufferPointer
    /// Repeats of an id are ignored within the definition's dedup window.
    package var id: UnsafeRawBufferPointer
    package var command: Command
    package var reply: ReplyAddress?

    package init(
        instance: UnsafeRawBufferPointer, id: UnsafeRawBufferPointer, command: Command, reply: ReplyAddress? = nil
    ) {
        self.instance = instance
        self.id = id
        self.command = command
        self.reply = reply
    }

    init(from reader: inout ByteReader) throws(CodecError) {
        instance = try reader.block()
        id = try reader.block()
        reply = try ReplyAddress.decode(from: &reader)
        command = try Command(from: &reader)
    }

    func encode(to writer: inout ByteWriter) {
        writer.block(instance)
        writer.block(id)
        ReplyAddress.encode(reply, to: &writer)
        command.encode(to: &writer)
    }
}
