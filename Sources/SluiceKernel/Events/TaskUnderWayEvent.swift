/// An attempt that a worker of a queue has, or will have, is under way.
package struct TaskUnderWayEvent {
    /// Raw values are promised in `docs/formats.md`.
    package enum Sign: UInt8, Sendable {
        /// Its record is in the queue. Said by the node that put it there.
        case queued = 0
        /// Its worker is alive.
        case heartbeat = 1
    }

    package var task: TaskReference
    package var sign: Sign

    package init(task: TaskReference, sign: Sign) {
        self.task = task
        self.sign = sign
    }

    init(from reader: inout ByteReader) throws(CodecError) {
        task = try TaskReference(from: &reader)
        let raw = try reader.byte()
        guard let sign = Sign(rawValue: raw) else { throw reader.fail("unknown sign of an attempt \(raw)") }
        self.sign = sign
    }

    func encode(to writer: inout ByteWriter) {
        task.encode(to: &writer)
        writer.byte(sign.rawValue)
    }
}
