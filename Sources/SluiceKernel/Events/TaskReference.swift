/// Which attempt a result is of. One that names another incarnation, pass or attempt than is under way is ignored.
package struct TaskReference {
    package var instance: UnsafeRawBufferPointer
    package var incarnation: Int64
    package var step: UInt16
    package var pass: UInt16
    package var attempt: UInt16

    package init(
        instance: UnsafeRawBufferPointer, incarnation: Int64, step: UInt16, pass: UInt16, attempt: UInt16
    ) {
        self.instance = instance
        self.incarnation = incarnation
        self.step = step
        self.pass = pass
        self.attempt = attempt
    }

    init(from reader: inout ByteReader) throws(CodecError) {
        instance = try reader.block()
        incarnation = try reader.signed()
        step = try reader.number(UInt16.self)
        pass = try reader.number(UInt16.self)
        attempt = try reader.number(UInt16.self)
    }

    func encode(to writer: inout ByteWriter) {
        writer.block(instance)
        writer.signed(incarnation)
        writer.varint(step)
        writer.varint(pass)
        writer.varint(attempt)
    }
}
