/// Walks the elements of a JSON array without reading into them.
///
/// Borrows the bytes: use it only while they are valid.
package struct JSONElements {
    private var cursor: JSONCursor
    private let base: UnsafePointer<UInt8>
    private var first = true

    /// - Throws: ``JSONError`` if the bytes do not begin with an array.
    package init(_ bytes: UnsafeRawBufferPointer) throws(JSONError) {
        guard var cursor = JSON.cursor(bytes), cursor.take(UInt8(ascii: "[")) else {
            throw JSONError(.wrongKind, at: 0, "expected an array")
        }
        base = bytes.baseAddress!.assumingMemoryBound(to: UInt8.self)
        self.cursor = cursor
    }

    /// The range of the next element's bytes, or nil behind the last.
    package mutating func next() throws(JSONError) -> Range<Int>? {
        guard let more = cursor.advance(first: first, closing: UInt8(ascii: "]")) else { return nil }
        guard more else { throw JSON.malformed(cursor, base) }
        first = false
        cursor.skipSpace()
        let start = cursor.position - base
        guard cursor.skipValue() else { throw JSON.malformed(cursor, base) }
        return start..<(cursor.position - base)
    }
}
