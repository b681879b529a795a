/// Walks the members of a JSON object without reading into their values, in document order.
///
/// Borrows the bytes: use it only while they are valid.
package struct JSONMembers {
    /// One member: where its key and value lie.
    package struct Member: Equatable, Sendable {
        /// The key's bytes with its quotes: ``JSON/string(_:)-(UnsafeRawBufferPointer)`` reads it.
        package let key: Range<Int>
        package let value: Range<Int>
    }

    private var cursor: JSONCursor
    private let base: UnsafePointer<UInt8>
    private var first = true

    /// - Throws: ``JSONError`` if the bytes do not begin with an object.
    package init(_ bytes: UnsafeRawBufferPointer) throws(JSONError) {
        guard var cursor = JSON.cursor(bytes), cursor.take(UInt8(ascii: "{")) else {
            throw JSONError(.wrongKind, at: 0, "expected an object")
        }
        base = bytes.baseAddress!.assumingMemoryBound(to: UInt8.self)
        self.cursor = cursor
    }

    /// The next member, or nil behind the last.
    package mutating func next() throws(JSONError) -> Member? {
        guard let more = cursor.advance(first: first, closing: UInt8(ascii: "}")) else { return nil }
        guard more, cursor.peek == UInt8(ascii: "\"") else { throw JSON.malformed(cursor, base) }
        first = false
        let keyStart = cursor.position - base
        guard cursor.skipValue() else { throw JSON.malformed(cursor, base) }
        let key = keyStart..<(cursor.position - base)
        guard cursor.take(UInt8(ascii: ":")) else { throw JSON.malformed(cursor, base) }
        cursor.skipSpace()
        let valueStart = cursor.position - base
        guard cursor.skipValue() else { throw JSON.malformed(cursor, base) }
        return Member(key: key, value: valueStart..<(cursor.position - base))
    }
}
