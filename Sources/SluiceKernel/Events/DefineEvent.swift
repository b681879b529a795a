/// Makes a definition known to the partition. Nothing starts by it until it is activated.
package struct DefineEvent {
    /// Its offset in the `definitions` topic: its number in every partition.
    package var sequence: Int64
    /// Canonical JSON.
    package var document: UnsafeRawBufferPointer

    package init(sequence: Int64, document: UnsafeRawBufferPointer) {
        self.sequence = sequence
        self.document = document
    }

    init(from reader: inout ByteReader) throws(CodecError) {
        sequence = try reader.signed()
        document = try reader.block()
    }

    func encode(to writer: inout ByteWriter) {
        writer.signed(sequence)
        writer.block(document)
    }
}
