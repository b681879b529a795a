/// What can be asked of a partition. Pages are bounded, so that no answer holds a lane up.
package enum Question {
    /// The instance as it stands.
    case get
    /// The answer comes when the instance has ended.
    case wait
    /// Its history from entry `from` on, at most 256 entries.
    case history(from: UInt32)
    /// A page of instances in the order of their ids.
    case list(ListQuery)
    /// The definitions that the partition knows, and which are active.
    case definitions

    init(from reader: inout ByteReader) throws(CodecError) {
        switch try reader.byte() {
        case 1: self = .get
        case 2: self = .wait
        case 3: self = .history(from: try reader.number(UInt32.self))
        case 4: self = .list(try ListQuery(from: &reader))
        case 5: self = .definitions
        case let form: throw reader.fail("unknown question \(form)")
        }
    }

    func encode(to writer: inout ByteWriter) {
        switch self {
        case .get: writer.byte(1)
        case .wait: writer.byte(2)
        case .history(let from):
            writer.byte(3)
            writer.varint(from)
        case .list(let query):
            writer.byte(4)
            query.encode(to: &writer)
        case .definitions: writer.byte(5)
        }
    }
}
