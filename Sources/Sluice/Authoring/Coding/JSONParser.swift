/// Reads one JSON text, RFC 8259 to the letter, into a tape: no comments, no trailing commas, no half surrogates, valid UTF-8.
struct JSONParser {
    let text: UnsafePointer<UInt8>
    let count: Int
    let tape: JSONTape
    private var at = 0

    init(text: UnsafePointer<UInt8>, count: Int, tape: JSONTape) {
        self.text = text
        self.count = count
        self.tape = tape
    }

    mutating func parse() throws(JSONFault) {
        try value(depth: 0)
        skipSpace()
        if at < count { throw fault("more follows after the value") }
    }

    private func fault(_ message: String) -> JSONFault { JSONFault(offset: at, message: message) }

    /// The byte at the reading position; 0, which no JSON contains, at the end.
    @inline(__always)
    private var byte: UInt8 { at < count ? text[at] : 0 }

    @inline(__always)
    private mutating func skipSpace() {
        while at < count {
            switch text[at] {
            case 0x20, 0x0a, 0x0d, 0x09: at += 1
            default: return
            }
        }
    }

    private mutating func value(depth: Int) throws(JSONFault) {
        skipSpace()
        switch byte {
        case UInt8(ascii: "\""): try string()
        case UInt8(ascii: "{"): try object(depth: depth)
        case UInt8(ascii: "["): try array(depth: depth)
        case UInt8(ascii: "t"): try word("true", .true)
        case UInt8(ascii: "f"): try word("false", .false)
        case UInt8(ascii: "n"): try word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try number()
        default: throw at < count ? fault("no value begins like this") : fault("it ends where a value is expected")
        }
    }

    private mutating func open(_ kind: JSONNode.Kind, depth: Int) throws(JSONFault) -> Int {
        guard depth < JSONTape.deepest else { throw fault("more than \(JSONTape.deepest) values within each other") }
        let node = tape.count
        tape.append(JSONNode(kind, start: at, end: 0, next: 0))
        at += 1
        skipSpace()
        return node
    }

    private mutating func close(_ node: Int) {
        at += 1
        tape.nodes[node].end = UInt32(truncatingIfNeeded: at)
        tape.nodes[node].next = UInt32(truncatingIfNeeded: tape.count)
    }

    private mutating func object(depth: Int) throws(JSONFault) {
        let node = try open(.object, depth: depth)
        if byte == UInt8(ascii: "}") { return close(node) }
        while true {
            guard byte == UInt8(ascii: "\"") else { throw fault("a key in quotes is expected") }
            try string()
            skipSpace()
            guard byte == UInt8(ascii: ":") else { throw fault("':' is expected after a key") }
            at += 1
            try value(depth: depth + 1)
            skipSpace()
            if byte == UInt8(ascii: "}") { return close(node) }
            guard byte == UInt8(ascii: ",") else { throw fault("',' or '}' is expected") }
            at += 1
            skipSpace()
        }
    }

    private mutating func array(depth: Int) throws(JSONFault) {
        let node = try open(.array, depth: depth)
        if byte == UInt8(ascii: "]") { return close(node) }
        while true {
            try value(depth: depth + 1)
            skipSpace()
            if byte == UInt8(ascii: "]") { return close(node) }
            guard byte == UInt8(ascii: ",") else { throw fault("',' or ']' is expected") }
            at += 1
        }
    }

    private mutating func word(_ word: StaticString, _ kind: JSONNode.Kind) throws(JSONFault) {
        let length = word.utf8CodeUnitCount
        guard count - at >= length, Bytes.areEqual(text + at, word.utf8Start, length) else {
            throw fault("no value begins like this")
        }
        tape.append(JSONNode(kind, start: at, end: at + length, next: tape.count + 1))
        at += length
    }

    private mutating func number() throws(JSONFault) {
        let start = at
        var kind = JSONNode.Kind.integer
        if byte == UInt8(ascii: "-") { at += 1 }
        if byte == UInt8(ascii: "0") {
            at += 1
            if isDigit { throw fault("a number has no leading zeros") }
        } else {
            try digits()
        }
        if byte == UInt8(ascii: ".") {
            kind = .number
            at += 1
            try digits()
        }
        if byte | 0x20 == UInt8(ascii: "e") {
            kind = .number
            at += 1
            if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") { at += 1 }
            try digits()
        }
        tape.append(JSONNode(kind, start: start, end: at, next: tape.count + 1))
    }

    private var isDigit: Bool { byte &- UInt8(ascii: "0") < 10 }

    private mutating func digits() throws(JSONFault) {
        guard isDigit else { throw fault("a digit is expected") }
        repeat { at += 1 } while isDigit
    }

    private mutating func string() throws(JSONFault) {
        at += 1
        let start = at
        var kind = JSONNode.Kind.string
        while at < count {
            let next = text[at]
            if next == UInt8(ascii: "\"") {
                tape.append(JSONNode(kind, start: start, end: at, next: tape.count + 1))
                at += 1
                return
            }
            if next == UInt8(ascii: "\\") {
                kind = .escapedString
                try escape()
            } else if next >= 0x80 {
                try scalar(next)
            } else if next < 0x20 {
                throw fault("a control character in a string is to be escaped")
            } else {
                at += 1
            }
        }
        throw fault("it ends within a string")
    }

    private mutating func escape() throws(JSONFault) {
        at += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            at += 1
        case UInt8(ascii: "u"):
            at += 1
            let unit = try unicode()
            if unit & 0xfc00 == 0xdc00 { throw fault("half of a surrogate pair") }
            guard unit & 0xfc00 == 0xd800 else { return }
            guard count - at >= 2, text[at] == UInt8(ascii: "\\"), text[at + 1] == UInt8(ascii: "u") else {
                throw fault("half of a surrogate pair")
            }
            at += 2
            guard try unicode() & 0xfc00 == 0xdc00 else { throw fault("half of a surrogate pair") }
        default: throw fault("no such escape in a string")
        }
    }

    private mutating func unicode() throws(JSONFault) -> UInt32 {
        guard count - at >= 4, let unit = JSONText.hexadecimal(text + at) else {
            throw fault("four hexadecimal digits are expected")
        }
        at += 4
        return unit
    }

    /// A character of two to four bytes, as Unicode's table 3-7 allows them.
    private mutating func scalar(_ first: UInt8) throws(JSONFault) {
        let length: Int
        var second: ClosedRange<UInt8> = 0x80...0xbf
        switch first {
        case 0xc2...0xdf: length = 2
        case 0xe0: (length, second) = (3, 0xa0...0xbf)
        case 0xed: (length, second) = (3, 0x80...0x9f)
        case 0xe1...0xef: length = 3
        case 0xf0: (length, second) = (4, 0x90...0xbf)
        case 0xf4: (length, second) = (4, 0x80...0x8f)
        case 0xf1...0xf3: length = 4
        default: throw fault("no UTF-8")
        }
        guard count - at >= length, second.contains(text[at + 1]) else { throw fault("no UTF-8") }
        for offset in 2..<max(length, 2) where text[at + offset] & 0xc0 != 0x80 { throw fault("no UTF-8") }
        at += length
    }
}
