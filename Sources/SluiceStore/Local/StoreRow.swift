package import SluiceEngine
package import SluiceKernel

/// What a store says of one partition: whose cells it holds, where, and how far. Written in one batch with the cells.
///
/// Layout, version 1: `01, cluster block, topic block, partition varint, partitions varint, incarnation block, place varint,
/// next signed, proof signed, time signed, sum, indexed byte, position byte (0: none) and block`; the sum as the kernel's
/// hash in ``Position``.
package struct StoreRow: Equatable, Sendable {
    package var origin: StoreOrigin
    /// Of the topic's partition: 16 random bytes that each of its position records has. Empty: none was read yet.
    package var incarnation: [UInt8] = []
    package var place: CellPlace
    /// The next offset of the topic to apply.
    package var next: Int64
    /// Offset of the last position record applied: who reads on begins with it, which proves that it is the same topic. -1:
    /// none was.
    package var proof: Int64 = -1
    /// When that was written, milliseconds since 1970: whatever lies behind it was written later.
    package var time: Int64 = 0
    /// The sum over the cells, as they are now.
    package var sum = StateHash()
    /// Whether the index has all rows that follow from the cells.
    package var isIndexed = false
    package var position = Position()

    package init(origin: StoreOrigin, place: CellPlace, next: Int64) {
        self.origin = origin
        self.place = place
        self.next = next
    }

    /// Where who goes on begins to read.
    package var first: Int64 { proof >= 0 ? min(proof, next) : next }

    func encode() -> [UInt8] {
        var writer = ByteWriter()
        writer.byte(1)
        writer.block(origin.cluster)
        writer.block(origin.topic)
        writer.count(origin.partition)
        writer.count(origin.partitions)
        writer.block(incarnation)
        writer.varint(place.number)
        for number in [next, proof, time] { writer.signed(number) }
        writer.fixed64(sum.high)
        writer.fixed64(sum.low)
        writer.byte(isIndexed ? 1 : 0)
        writer.byte(position.exists ? 1 : 0)
        if position.exists { writer.block(position.encode()) }
        return writer.bytes
    }

    init(_ bytes: [UInt8]) throws(CodecError) {
        self = try bytes.decode { (reader) throws(CodecError) in try StoreRow(&reader) }
    }

    private init(_ reader: inout ByteReader) throws(CodecError) {
        let version = try reader.byte()
        guard version == 1 else { throw CodecError("row of version \(version); this release reads 1", at: 0) }
        let cluster = String(decoding: try reader.block(), as: UTF8.self)
        let topic = String(decoding: try reader.block(), as: UTF8.self)
        let partition = Int(try reader.number(UInt16.self))
        let partitions = Int(try reader.number(UInt16.self))
        origin = StoreOrigin(cluster: cluster, topic: topic, partition: partition, partitions: partitions)
        incarnation = [UInt8](try reader.block())
        place = CellPlace(try reader.number(UInt16.self))
        next = try reader.signed()
        proof = try reader.signed()
        time = try reader.signed()
        sum = StateHash(high: try reader.fixed64(), low: try reader.fixed64())
        isIndexed = try reader.byte() == 1
        if try reader.byte() == 1 { position = try Position(try reader.block()) }
    }
}
