/// Lets a known definition, or a fold version, take effect: sent once every living node understands it.
package struct ActivateEvent {
    /// Its offset in the `definitions` topic; the highest wins.
    package var sequence: Int64
    package var target: Target

    package enum Target: Equatable {
        /// The definition with this sequence number.
        case definition(Int64)
        case foldVersion(UInt32)
    }

    package init(sequence: Int64, target: Target) {
        self.sequence = sequence
        self.target = target
    }

    init(from reader: inout ByteReader) throws(CodecError) {
        sequence = try reader.signed()
        switch try reader.byte() {
        case 1: target = .definition(try reader.signed())
        case 2: target = .foldVersion(try reader.number(UInt32.self))
        case let form: throw reader.fail("unknown activation \(form)")
        }
    }

    func encode(to writer: inout ByteWriter) {
        writer.signed(sequence)
        switch target {
        case .definition(let definition):
            writer.byte(1)
            writer.signed(definition)
        case .foldVersion(let version):
            writer.byte(2)
            writer.varint(version)
        }
    }
}
