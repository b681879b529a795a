/// Where an answer goes: a partition of the `replies` topic and the asker's correlation number.
package struct ReplyAddress: Equatable, Hashable, Sendable {
    package var partition: UInt32
    package var correlation: UInt64
    /// Answer when the instance has ended, not at once.
    package var waitsForEnd: Bool

    package init(partition: UInt32, correlation: UInt64, waitsForEnd: Bool = false) {
        self.partition = partition
        self.correlation = correlation
        self.waitsForEnd = waitsForEnd
    }

    static func decode(from reader: inout ByteReader) throws(CodecError) -> ReplyAddress? {
        switch try reader.byte() {
        case 0: return nil
        case let form where form <= 2:
            return ReplyAddress(
                partition: try reader.number(UInt32.self), correlation: try reader.varint(), waitsForEnd: form == 2)
        case let form: throw reader.fail("unknown form of reply address \(form)")
        }
    }

    static func encode(_ address: ReplyAddress?, to writer: inout ByteWriter) {
        guard let address else { return writer.byte(0) }
        writer.byte(address.waitsForEnd ? 2 : 1)
        writer.varint(address.partition)
        writer.varint(address.correlation)
    }
}
