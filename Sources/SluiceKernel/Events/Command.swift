/// The commands. Suspend, resume, correct and re-run from a step join them with their own issue.
package enum Command {
    /// Ends the instance; what runs is told to stop, and its results are ignored. The reason is text.
    case cancel(reason: UnsafeRawBufferPointer)
    /// Runs a sidelined step again with a fresh retry budget; an empty name means all of them.
    case redrive(step: UnsafeRawBufferPointer)
    /// Settles a step that has not settled: with `value` (JSON), or as skipped when that is empty.
    case skip(step: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer)

    /// As the command line calls it.
    package var name: UnsafeRawBufferPointer {
        let text: StaticString =
            switch self {
            case .cancel: "cancel"
            case .redrive: "redrive"
            case .skip: "skip"
            }
        // The bytes of a literal are there as long as the program.
        return UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    }

    /// Of what it names.
    var byteCount: Int {
        switch self {
        case .cancel(let reason): reason.count
        case .redrive(let step): step.count
        case .skip(let step, let value): step.count + value.count
        }
    }

    init(from reader: inout ByteReader) throws(CodecError) {
        switch try reader.byte() {
        case 1: self = .cancel(reason: try reader.block())
        case 2: self = .redrive(step: try reader.block())
        case 3: self = .skip(step: try reader.block(), value: try reader.block())
        case let form: throw reader.fail("unknown command \(form)")
        }
    }

    func encode(to writer: inout ByteWriter) {
        switch self {
        case .cancel(let reason):
            writer.byte(1)
            writer.block(reason)
        case .redrive(let step):
            writer.byte(2)
            writer.block(step)
        case .skip(let step, let value):
            writer.byte(3)
            writer.block(step)
            writer.block(value)
        }
    }
}
