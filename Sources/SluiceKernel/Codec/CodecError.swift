/// Bytes that do not decode: what was read, where, and what was found instead.
package struct CodecError: Error, Equatable, CustomStringConvertible {
    /// Byte position within the record or cell.
    package let offset: Int
    package let message: String

    package init(_ message: String, at offset: Int) {
        self.message = message
        self.offset = offset
    }

    package var description: String { "\(message) at byte \(offset)" }
}
