/// An attempt gave its value.
package struct TaskSucceededEvent {
    package var task: TaskReference
    /// JSON.
    package var value: UnsafeRawBufferPointer

    package init(task: TaskReference, value: UnsafeRawBufferPointer) {
        self.task = task
        self.value = value
    }

    init(from reader: inout ByteReader) throws(CodecError) {
        task = try TaskReference(from: &reader)
        value = try reader.block()
    }

    func encode(to writer: inout ByteWriter) {
        task.encode(to: &writer)
        writer.block(value)
    }
}
