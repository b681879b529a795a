/// An attempt failed: the body threw, ran out of time, or its node was lost.
package struct TaskFailedEvent {
    package var task: TaskReference
    package var type: UnsafeRawBufferPointer
    package var message: UnsafeRawBufferPointer
    package var isNonRetriable: Bool

    package init(
        task: TaskReference, type: UnsafeRawBufferPointer, message: UnsafeRawBufferPointer, isNonRetriable: Bool
    ) {
        self.task = task
        self.type = type
        self.message = message
        self.isNonRetriable = isNonRetriable
    }

    init(from reader: inout ByteReader) throws(CodecError) {
        task = try TaskReference(from: &reader)
        let form = try reader.byte()
        guard form <= 1 else { throw reader.fail("unknown form of failure \(form)") }
        isNonRetriable = form == 1
        type = try reader.block()
        message = try reader.block()
    }

    func encode(to writer: inout ByteWriter) {
        task.encode(to: &writer)
        writer.byte(isNonRetriable ? 1 : 0)
        writer.block(type)
        writer.block(message)
    }
}
