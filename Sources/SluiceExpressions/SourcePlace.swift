/// A place in the source of an expression.
package struct SourcePlace: Equatable, Sendable {
    /// Bytes from the start.
    package let offset: Int
    /// From 1.
    package let line: Int
    /// Code points from the start of the line, from 1.
    package let column: Int

    package init(offset: Int, line: Int, column: Int) {
        self.offset = offset
        self.line = line
        self.column = column
    }

    /// The place of a byte of `source`.
    init(offset: Int, in source: [UInt8]) {
        var line = 1
        var column = 1
        for byte in source.prefix(offset) {
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        self.init(offset: offset, line: line, column: column)
    }
}

extension SourcePlace: CustomStringConvertible {
    package var description: String { "\(line):\(column)" }
}
