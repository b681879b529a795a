/// Accepts most documents that ``JSONValidator`` accepts, and no other, in a fraction of its time: one pass, no recursion,
/// no allocation. What it does not accept may still be sound: the strict reader decides, and says what is wrong.
///
/// It leaves to the strict reader: escapes in keys, `\u` escapes, long exponents, more than ``depthLimit`` levels, more than
/// ``keyLimit`` keys in open objects, and two keys of one object with equal ends and equal lengths.
struct JSONQuickCheck {
    private static let depthLimit = 31
    private static let keyLimit = 64

    private var position: UnsafePointer<UInt8>
    private let end: UnsafePointer<UInt8>
    /// What stands for each key of the open objects, innermost last.
    private let keys: UnsafeMutablePointer<UInt64>
    private var keyCount = 0
    /// How many keys were there when the container at each depth began.
    private let marks: UnsafeMutablePointer<UInt64>
    private var depth = 0
    /// Bit `depth`: that container is an object.
    private var objects: UInt32 = 0

    static func accepts(_ start: UnsafePointer<UInt8>, end: UnsafePointer<UInt8>) -> Bool {
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: keyLimit + depthLimit + 1) { room in
            let room = room.baseAddress.unsafelyUnwrapped
            var check = JSONQuickCheck(start, end: end, keys: room, marks: room + keyLimit)
            return check.document()
        }
    }

    @inline(__always)
    private init(
        _ start: UnsafePointer<UInt8>, end: UnsafePointer<UInt8>, keys: UnsafeMutablePointer<UInt64>,
        marks: UnsafeMutablePointer<UInt64>
    ) {
        position = start
        self.end = end
        self.keys = keys
        self.marks = marks
    }

    @inline(__always)
    private mutating func document() -> Bool {
        var isMember = false
        while true {
            // A member or a value begins here.
            if isMember {
                guard next() != nil, key() else { return false }
            }
            guard let first = next() else { return false }
            position += 1
            switch first {
            case UInt8(ascii: "\""):
                guard string() else { return false }
            case UInt8(ascii: "{"):
                guard open(object: true), let byte = next() else { return false }
                if byte != UInt8(ascii: "}") {
                    isMember = true
                    continue
                }
            case UInt8(ascii: "["):
                guard open(object: false), let byte = next() else { return false }
                if byte != UInt8(ascii: "]") {
                    isMember = false
                    continue
                }
            case UInt8(ascii: "t"):
                guard word(0x6575_72, 3) else { return false }
            case UInt8(ascii: "f"):
                guard word(0x6573_6c61, 4) else { return false }
            case UInt8(ascii: "n"):
                guard word(0x6c6c_75, 3) else { return false }
            default:
                guard number(first) else { return false }
            }
            // A value has ended, or an empty container is to be closed.
            closing: while true {
                let byte = next()
                if depth == 0 { return byte == nil }
                position += 1
                if objects & (1 &<< UInt32(truncatingIfNeeded: depth)) != 0 {
                    if byte == UInt8(ascii: ",") {
                        isMember = true
                        break closing
                    }
                    guard byte == UInt8(ascii: "}") else { return false }
                    keyCount = Int(truncatingIfNeeded: marks[depth])
                } else {
                    if byte == UInt8(ascii: ",") {
                        isMember = false
                        break closing
                    }
                    guard byte == UInt8(ascii: "]") else { return false }
                }
                depth &-= 1
            }
        }
    }

    /// The byte behind white space, or nil at the end.
    @inline(__always)
    private mutating func next() -> UInt8? {
        while position < end {
            let byte = position.pointee
            if byte > 0x20 { return byte }
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return 0 }
            position += 1
        }
        return nil
    }

    @inline(__always)
    private mutating func open(object: Bool) -> Bool {
        guard depth < JSONQuickCheck.depthLimit else { return false }
        depth &+= 1
        let bit: UInt32 = 1 &<< UInt32(truncatingIfNeeded: depth)
        objects = object ? objects | bit : objects & ~bit
        marks[depth] = UInt64(truncatingIfNeeded: keyCount)
        return true
    }

    /// A key in quotes and the colon behind it.
    @inline(__always)
    private mutating func key() -> Bool {
        guard position.pointee == UInt8(ascii: "\"") else { return false }
        position += 1
        let sign: UInt64
        // Most keys end within a word.
        let isLong = end - position < 8
        let word = isLong ? 0 : UInt64(littleEndian: UnsafeRawPointer(position).loadUnaligned(as: UInt64.self))
        let hits = isLong ? 0 : JSONQuickCheck.hits(word)
        let bits = UInt64(truncatingIfNeeded: hits.trailingZeroBitCount & 0x38)
        if hits != 0, UInt8(truncatingIfNeeded: word &>> bits) == UInt8(ascii: "\"") {
            sign = word & ((1 &<< bits) &- 1) | bits &<< 53
            position += Int(truncatingIfNeeded: bits &>> 3) &+ 1
        } else {
            let start = position
            guard plainText(), position.pointee == UInt8(ascii: "\"") else { return false }
            sign = JSONQuickCheck.sign(start, position - start)
            position += 1
        }
        guard next() == UInt8(ascii: ":"), keyCount < JSONQuickCheck.keyLimit else { return false }
        position += 1
        var index = Int(truncatingIfNeeded: marks[depth])
        while index < keyCount {
            if keys[index] == sign { return false }
            index &+= 1
        }
        keys[keyCount] = sign
        keyCount &+= 1
        return true
    }

    /// A number that equal keys have in common, and different ones seldom.
    @inline(__always)
    private static func sign(_ start: UnsafePointer<UInt8>, _ count: Int) -> UInt64 {
        let raw = UnsafeRawPointer(start)
        let length = UInt64(truncatingIfNeeded: count)
        if count >= 8 {
            let head = raw.loadUnaligned(as: UInt64.self)
            let tail = (raw + (count &- 8)).loadUnaligned(as: UInt64.self)
            return (head &* 0x9E37_79B9_7F4A_7C15) ^ (tail &* 0xD6E8_FEB8_6659_FD93) ^ (length &* 0xA076_1D64_78BD_642F)
        }
        var head: UInt64 = 0
        for index in 0..<count { head |= UInt64(start[index]) &<< UInt64(truncatingIfNeeded: 8 &* index) }
        return head | length &<< 56
    }

    /// The high bit of each byte that plain text has not: a quote, a backslash, a control, one above 0x7F. Bits above the
    /// lowest may be false.
    @inline(__always)
    private static func hits(_ word: UInt64) -> UInt64 {
        let controls = (word &- 0x2020_2020_2020_2020) & ~word
        let quotes = word ^ 0x2222_2222_2222_2222
        let slashes = word ^ 0x5C5C_5C5C_5C5C_5C5C
        return
            (controls | ((quotes &- 0x0101_0101_0101_0101) & ~quotes)
            | ((slashes &- 0x0101_0101_0101_0101) & ~slashes) | word) & 0x8080_8080_8080_8080
    }

    /// The rest of a string, its closing quote included.
    @inline(__always)
    private mutating func string() -> Bool {
        while plainText() {
            if position.pointee == UInt8(ascii: "\"") {
                position += 1
                return true
            }
            guard end - position >= 2 else { return false }
            switch position[1] {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
                UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
                position += 2
            default: return false
            }
        }
        return false
    }

    /// Moves to the next quote or backslash. False when a byte before it may not stand in a string, or there is none.
    @inline(__always)
    private mutating func plainText() -> Bool {
        while true {
            while end - position >= 8 {
                let word = UInt64(littleEndian: UnsafeRawPointer(position).loadUnaligned(as: UInt64.self))
                let hits = JSONQuickCheck.hits(word)
                if hits != 0 {
                    position += hits.trailingZeroBitCount &>> 3
                    if position.pointee == UInt8(ascii: "\"") { return true }
                    break
                }
                position += 8
            }
            guard position < end else { return false }
            let byte = position.pointee
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return true }
            if byte < 0x20 { return false }
            if byte < 0x80 {
                position += 1
                continue
            }
            // Two bytes are the most frequent by far.
            if byte >= 0xC2, byte <= 0xDF, end - position >= 2, position[1] & 0xC0 == 0x80 {
                position += 2
                continue
            }
            let rest = UnsafeBufferPointer(start: position, count: end - position)
            guard let (_, length) = UTF8Text.decodeLong(rest, at: 0) else { return false }
            position += length
        }
    }

    /// The rest of `true`, `false` or `null`.
    @inline(__always)
    private mutating func word(_ rest: UInt32, _ count: Int) -> Bool {
        guard end - position >= count else { return false }
        var found: UInt32 = 0
        for index in 0..<count { found |= UInt32(position[index]) &<< UInt32(truncatingIfNeeded: 8 &* index) }
        position += count
        return found == rest
    }

    /// The rest of a number that is surely within the range of a double.
    @inline(__always)
    private mutating func number(_ first: UInt8) -> Bool {
        var first = first
        if first == UInt8(ascii: "-") {
            guard position < end else { return false }
            first = position.pointee
            position += 1
        }
        let start = position
        if first == UInt8(ascii: "0") {
            if position < end, isDigit(position.pointee) { return false }
        } else {
            guard isDigit(first) else { return false }
            digits()
        }
        if position < end, position.pointee == UInt8(ascii: ".") {
            position += 1
            let point = position
            digits()
            if position == point { return false }
        }
        if position < end, position.pointee | 0x20 == UInt8(ascii: "e") {
            position += 1
            if position < end, position.pointee == UInt8(ascii: "-") || position.pointee == UInt8(ascii: "+") {
                position += 1
            }
            let exponent = position
            digits()
            if position == exponent || position - exponent > 2 { return false }
        }
        return position - start < 100
    }

    @inline(__always)
    private mutating func digits() {
        while position < end, isDigit(position.pointee) { position += 1 }
    }

    @inline(__always)
    private func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
}
