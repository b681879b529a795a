/// Turns byte offsets of a text into places, moving forward only as far as it must.
struct TextPosition {
    private let file: String?
    private var offset = 0
    private var line = 1
    private var column = 1

    init(file: String?) { self.file = file }

    /// The place of the byte at `target`, which must not lie before that of the call before.
    mutating func place(of target: Int, in bytes: [UInt8]) -> FilePlace {
        precondition(target >= offset, "places are asked for in order")
        while offset < target {
            let byte = bytes[offset]
            offset += 1
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if byte & 0xc0 != 0x80 {
                // Not a continuation byte: a code point starts here.
                column += 1
            }
        }
        return FilePlace(file: file, line: line, column: column)
    }
}
