/// An event sent to an instance by name.
package struct SignaledEvent {
    package var instance: UnsafeRawBufferPointer
    package var name: UnsafeRawBufferPointer
    /// Repeats of an id are ignored within the definition's dedup window. Empty: never a repeat.
    package var id: UnsafeRawBufferPointer
    /// When it happened by the producer's clock, microseconds since 1970; 0: not said.
    package var time: Int64
    /// JSON.
    package var data: UnsafeRawBufferPointer

    package init(
        instance: UnsafeRawBufferPointer, name: UnsafeRawBufferPointer, id: UnsafeRawBufferPointer, time: Int64 = 0,
        data: UnsafeRawBufferPointer
    ) {
        self.instance = instance
        self.name = name
        self.id = id
        self.time = time
        self.data = data
    }

    init(from reader: inout ByteReader) throws(CodecError) {
        instance = try reader.block()
        name = try reader.block()
        id = try reader.block()
        time = try reader.signed()
        data = try reader.block()
    }

    func encode(to writer: inout ByteWriter) {
        writer.block(instance)
        writer.block(name)
        writer.block(id)
        writer.signed(time)
        writer.block(data)
    }
}
