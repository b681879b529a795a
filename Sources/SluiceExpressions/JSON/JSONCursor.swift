/// A place in JSON bytes and the end that must not be passed.
///
/// The scanning primitives under everything else. They never read at or behind `end`, whatever the bytes are, and
/// allocate nothing. They check the structure they need and no more; ``JSONValidator`` is the strict one.
struct JSONCursor {
    var position: UnsafePointer<UInt8>
    let end: UnsafePointer<UInt8>

    @inline(__always)
    init(_ position: UnsafePointer<UInt8>, end: UnsafePointer<UInt8>) {
        self.position = position
        self.end = end
    }

    /// The byte here, or nil at the end.
    @inline(__always)
    var peek: UInt8? { position < end ? position.pointee : nil }

    /// The value of the decimal digit here, or nil.
    @inline(__always)
    var digit: UInt8? {
        guard position < end else { return nil }
        let value = position.pointee &- UInt8(ascii: "0")
        return value < 10 ? value : nil
    }

    @inline(__always)
    mutating func skipSpace() {
        while position < end {
            let byte = position.pointee
            if byte > 0x20 || !(byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09) { return }
            position += 1
        }
    }

    /// Moves over white space and `byte`. False, without a move over anything else, if another byte is there.
    @inline(__always)
    mutating func take(_ byte: UInt8) -> Bool {
        skipSpace()
        guard position < end, position.pointee == byte else { return false }
        position += 1
        return true
    }

    /// Moves from inside a string (behind its opening quote) to its closing quote. Nil if there is none; else
    /// whether the string has escapes.
    @inline(__always)
    mutating func skipToQuote() -> Bool? {
        var escaped = false
        while true {
            guard let byte = findQuoteOrBackslash() else { return nil }
            if byte == UInt8(ascii: "\"") { return escaped }
            escaped = true
            guard end - position >= 2 else { return nil }
            position += 2
        }
    }

    /// Moves to the next quote or backslash and returns it.
    @inline(__always)
    private mutating func findQuoteOrBackslash() -> UInt8? {
        while end - position >= 8 {
            let word = UInt64(littleEndian: UnsafeRawPointer(position).loadUnaligned(as: UInt64.self))
            let hits = ByteWord.zeros(word ^ 0x2222_2222_2222_2222) | ByteWord.zeros(word ^ 0x5C5C_5C5C_5C5C_5C5C)
            if hits != 0 {
                position += hits.trailingZeroBitCount >> 3
                return position.pointee
            }
            position += 8
        }
        while position < end {
            let byte = position.pointee
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return byte }
            position += 1
        }
        return nil
    }

    /// Moves over one value, white space before it included. False if none begins here or it does not end.
    @inline(__always)
    mutating func skipValue() -> Bool {
        skipSpace()
        guard position < end else { return false }
        switch position.pointee {
        case UInt8(ascii: "\""):
            position += 1
            guard skipToQuote() != nil else { return false }
            position += 1
            return true
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            return skipContainer() > 0
        default:
            return skipScalar()
        }
    }

    /// Moves over a number or a word.
    @inline(__always)
    private mutating func skipScalar() -> Bool {
        guard JSONKind(firstByte: position.pointee) != nil else { return false }
        while position < end {
            switch position.pointee {
            case UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"), 0x20, 0x0A, 0x0D, 0x09: return true
            default: position += 1
            }
        }
        return true
    }

    /// Moves over an array or object by counting brackets outside of strings, eight bytes at a time. Returns how deep
    /// containers nest in it, itself included, or 0 if it does not end.
    mutating func skipContainer() -> Int {
        var depth = 0
        var deepest = 0
        while position < end {
            if end - position >= 8 {
                let word = UInt64(littleEndian: UnsafeRawPointer(position).loadUnaligned(as: UInt64.self))
                // `[` and `{` differ in one bit, as do `]` and `}`.
                let folded = word | 0x2020_2020_2020_2020
                let hits =
                    ByteWord.zeros(word ^ 0x2222_2222_2222_2222) | ByteWord.zeros(folded ^ 0x7B7B_7B7B_7B7B_7B7B)
                    | ByteWord.zeros(folded ^ 0x7D7D_7D7D_7D7D_7D7D)
                if hits == 0 {
                    position += 8
                    continue
                }
                position += hits.trailingZeroBitCount >> 3
            }
            let byte = position.pointee
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard skipToQuote() != nil else { return 0 }
                position += 1
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                if depth > deepest { deepest = depth }
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                if depth == 0 { return deepest }
            default: break
            }
        }
        return 0
    }
}
