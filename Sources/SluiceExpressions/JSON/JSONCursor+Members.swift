extension JSONCursor {
    /// How a search in an object ended.
    enum Search {
        /// The cursor stands at the value.
        case found
        /// The cursor stands behind the object.
        case missing
        /// The cursor stands where the object breaks JSON's grammar.
        case malformed
    }

    /// Looks for the member `key` of the object that begins here. Of equal keys the first is taken.
    ///
    /// `plain` says that the key has no quote, backslash or control character, so that its bytes appear in the
    /// document either as they are or escaped.
    mutating func find(_ key: UnsafeBufferPointer<UInt8>, plain: Bool) -> Search {
        guard take(UInt8(ascii: "{")) else { return .malformed }
        skipSpace()
        if peek == UInt8(ascii: "}") {
            position += 1
            return .missing
        }
        while true {
            guard take(UInt8(ascii: "\"")) else { return .malformed }
            let start = position
            let match: Bool
            if plain, end - start > key.count, start[key.count] == UInt8(ascii: "\""),
                key.isEmpty || ByteWord.equal(start, key.baseAddress!, count: key.count)
            {
                position = start + key.count
                match = true
            } else {
                guard let escaped = skipToQuote() else { return .malformed }
                let count = position - start
                if escaped {
                    match = JSONText.equals(UnsafeBufferPointer(start: start, count: count), key)
                } else {
                    match =
                        count == key.count
                        && (count == 0 || ByteWord.equal(start, key.baseAddress!, count: count))
                }
            }
            position += 1
            guard take(UInt8(ascii: ":")) else { return .malformed }
            if match {
                skipSpace()
                return position < end ? .found : .malformed
            }
            guard skipValue() else { return .malformed }
            skipSpace()
            guard let next = peek else { return .malformed }
            position += 1
            if next == UInt8(ascii: "}") { return .missing }
            guard next == UInt8(ascii: ",") else { return .malformed }
        }
    }

    /// Moves to the next element of a list or object whose opening bracket lies behind, over the comma if
    /// `first` is false. Nil at the closing `bracket`, which is passed; false where the grammar is broken.
    @inline(__always)
    mutating func advance(first: Bool, closing bracket: UInt8) -> Bool? {
        skipSpace()
        guard let byte = peek else { return false }
        if byte == bracket {
            position += 1
            return nil
        }
        if first { return true }
        guard byte == UInt8(ascii: ",") else { return false }
        position += 1
        skipSpace()
        return position < end && position.pointee != bracket
    }
}
