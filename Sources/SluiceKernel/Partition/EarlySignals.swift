/// Signals kept for an instance that is not there yet, in their order of arrival.
package struct EarlySignals: Equatable, Sendable {
    /// When the oldest was kept, plus how long: milliseconds of the partition's clock. All expire together then.
    package var due: Int64
    package var signals: [Signal] = []

    package init(due: Int64) { self.due = due }

    package struct Signal: Equatable, Sendable {
        package var name: [UInt8]
        package var id: [UInt8]
        package var time: Int64
        package var data: [UInt8]
        package var offset: Int64
    }

    package func encode() -> [UInt8] {
        var writer = ByteWriter()
        writer.byte(1)
        writer.signed(due)
        writer.count(signals.count)
        for signal in signals {
            writer.block(signal.name)
            writer.block(signal.id)
            writer.signed(signal.time)
            writer.block(signal.data)
            writer.signed(signal.offset)
        }
        return writer.bytes
    }

    package init(cell: UnsafeRawBufferPointer) throws(CodecError) {
        var reader = ByteReader(cell)
        let version = try reader.byte()
        guard version == 1 else { throw CodecError("early signals of version \(version); this release reads 1", at: 0) }
        due = try reader.signed()
        for _ in 0..<(try reader.length()) {
            signals.append(
                Signal(
                    name: Array(try reader.block()), id: Array(try reader.block()), time: try reader.signed(),
                    data: Array(try reader.block()), offset: try reader.signed()))
        }
        try reader.expectEnd()
    }
}
