/// One page of `list`: which instances of a partition, from where.
package struct ListQuery {
    /// Empty: of any definition.
    package var definition: UnsafeRawBufferPointer
    /// Bit `1 << InstanceStatus.rawValue`; 0: any.
    package var statuses: UInt16
    /// Started at or after, milliseconds since 1970; 0: any.
    package var since: Int64
    /// Started before; 0: any.
    package var until: Int64
    /// Ids after this one; empty: from the first.
    package var after: UnsafeRawBufferPointer
    /// 1...1,000.
    package var limit: UInt16

    package init(
        definition: UnsafeRawBufferPointer, statuses: UInt16 = 0, since: Int64 = 0, until: Int64 = 0,
        after: UnsafeRawBufferPointer, limit: UInt16 = 100
    ) {
        self.definition = definition
        self.statuses = statuses
        self.since = since
        self.until = until
        self.after = after
        self.limit = limit
    }

    init(from reader: inout ByteReader) throws(CodecError) {
        definition = try reader.block()
        statuses = try reader.number(UInt16.self)
        since = try reader.signed()
        until = try reader.signed()
        after = try reader.block()
        limit = try reader.number(UInt16.self)
        guard limit >= 1 && limit <= 1_000 else { throw reader.fail("page of \(limit) instances, expected 1...1000") }
    }

    func encode(to writer: inout ByteWriter) {
        writer.block(definition)
        writer.varint(statuses)
        writer.signed(since)
        writer.signed(until)
        writer.block(after)
        writer.varint(limit)
    }
}
