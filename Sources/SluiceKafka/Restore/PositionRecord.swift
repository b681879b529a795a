package import SluiceEngine
package import SluiceKernel

/// The last record of each transaction in a partition of `checkpoints`: the position, and whose it is. All other records of
/// the topic are cells, key and value as in the state, a null value for a deleted one.
///
/// Layout, version 2: `02, incarnation 16 bytes, node block, time signed, position block`. (Version 1, a position alone, was
/// never released.)
package struct PositionRecord: Equatable, Sendable {
    /// Its key: a kind that no cell has.
    package static let key: [UInt8] = [0x00]
    static let incarnationCount = 16

    /// Made up with the first position record of the partition and repeated in each: a topic that was deleted and made again
    /// has another.
    package var incarnation: [UInt8]
    /// Who wrote it, for people.
    package var node: String
    /// When, milliseconds since 1970 by the writer's clock.
    package var time: Int64
    package var position: Position

    package init(incarnation: [UInt8], node: String, time: Int64, position: Position) {
        self.incarnation = incarnation
        self.node = node
        self.time = time
        self.position = position
    }

    package static func newIncarnation() -> [UInt8] {
        var random = SystemRandomNumberGenerator()
        return (0..<incarnationCount).map { _ in UInt8.random(in: 0...255, using: &random) }
    }

    package func encode() -> [UInt8] {
        precondition(incarnation.count == PositionRecord.incarnationCount)
        var writer = ByteWriter()
        writer.byte(2)
        incarnation.withUnsafeBytes { writer.raw($0) }
        writer.block(node)
        writer.signed(time)
        writer.block(position.encode())
        return writer.bytes
    }

    package init(_ bytes: UnsafeRawBufferPointer) throws(CodecError) {
        var reader = ByteReader(bytes)
        let version = try reader.byte()
        guard version == 2 else {
            throw CodecError("position record of version \(version); this release reads 2", at: 0)
        }
        incarnation = [UInt8](try reader.slice(PositionRecord.incarnationCount))
        node = String(decoding: try reader.block(), as: UTF8.self)
        time = try reader.signed()
        position = try Position(try reader.block())
        try reader.expectEnd()
    }
}
