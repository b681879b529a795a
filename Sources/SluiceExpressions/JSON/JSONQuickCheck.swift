/// Accepts most documents that ``JSONValidator`` accepts, and no other, in a fraction of its time: one pass, no recursion,
/// no allocation. What it does not accept may still be sound: the strict reader decides, and says what is wrong.
///
/// It leaves to the strict reader: escapes in keys, `\u` escapes, long exponents, more than ``depthLimit`` levels, more than
/// ``keyLimit`` keys in open objects, and two keys of one object with equal ends and equal lengths.
///
/// All functions take the reading position and return the next one, so that it stays in a register.
enum JSONQuickCheck {
    private typealias Position = UnsafePointer<UInt8>

    private static let depthLimit = 31
    private static let keyLimit = 64
    private static let quote = UInt8(ascii: "\"")

    static func accepts(_ start: UnsafePointer<UInt8>, end: UnsafePointer<UInt8>) -> Bool {
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: keyLimit + depthLimit + 1) { room in
            let room = room.baseAddress.unsafelyUnwrapped
            return document(start, end, keys: room, marks: room + keyLimit)
        }
    }

    /// - Parameters:
    ///   - keys: gets what stands for each key of the open objects, innermost last.
    ///   - marks: gets how many keys were there when the container at each depth began.
    private static func document(
        _ start: Position, _ end: Position, keys: UnsafeMutablePointer<UInt64>, marks: UnsafeMutablePointer<UInt64>
    ) -> Bool {
        var position = start
        var keyCount = 0
        var depth = 0
        // Bit `depth`: that container is an object.
        var objects: UInt32 = 0
        var isMember = false
        while true {
            // A member or a value begins here.
            position = behindSpace(position, end)
            guard position < end else { return false }
            if isMember {
                guard position.pointee == quote else { return false }
                position += 1
                // Most keys end within a word.
                let word = end - position >= 8 ? load(position) : ~0
                let bits = UInt64(truncatingIfNeeded: hits(word).trailingZeroBitCount & 0x78)
                let sign: UInt64
                if bits < 64, UInt8(truncatingIfNeeded: word &>> bits) == quote {
                    sign = word & ((1 &<< bits) &- 1) | bits &<< 53
                    position += Int(truncatingIfNeeded: bits &>> 3) &+ 1
                } else {
                    guard let behind = plainText(position, end), behind.pointee == quote else { return false }
                    sign = self.sign(position, behind - position)
                    position = behind + 1
                }
                position = behindSpace(position, end)
                guard position < end, position.pointee == UInt8(ascii: ":"), keyCount < keyLimit else { return false }
                var index = Int(truncatingIfNeeded: marks[depth])
                while index < keyCount {
                    if keys[index] == sign { return false }
                    index &+= 1
                }
                keys[keyCount] = sign
                keyCount &+= 1
                position = behindSpace(position + 1, end)
                guard position < end else { return false }
            }
            let first = position.pointee
            switch first {
            case quote:
                guard let behind = string(position + 1, end) else { return false }
                position = behind
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                guard depth < depthLimit else { return false }
                depth &+= 1
                marks[depth] = UInt64(truncatingIfNeeded: keyCount)
                let bit: UInt32 = 1 &<< UInt32(truncatingIfNeeded: depth)
                isMember = first == UInt8(ascii: "{")
                objects = isMember ? objects | bit : objects & ~bit
                position = behindSpace(position + 1, end)
                guard position < end else { return false }
                // The brackets of a pair are two apart, and no digit or letter stands there.
                if position.pointee != first &+ 2 { continue }
            case UInt8(ascii: "t"):
                guard isWord(position + 1, end, 0x6575_72, 3) else { return false }
                position += 4
            case UInt8(ascii: "f"):
                guard isWord(position + 1, end, 0x6573_6c61, 4) else { return false }
                position += 5
            case UInt8(ascii: "n"):
                guard isWord(position + 1, end, 0x6c6c_75, 3) else { return false }
                position += 4
            default:
                guard let behind = number(position, end) else { return false }
                position = behind
            }
            // A value has ended, or an empty container is to be closed.
            while true {
                position = behindSpace(position, end)
                if depth == 0 { return position == end }
                guard position < end else { return false }
                let byte = position.pointee
                position += 1
                isMember = objects & (1 &<< UInt32(truncatingIfNeeded: depth)) != 0
                if byte == UInt8(ascii: ",") { break }
                guard byte == UInt8(ascii: isMember ? "}" : "]") else { return false }
                keyCount = Int(truncatingIfNeeded: marks[depth])
                depth &-= 1
            }
        }
    }

    /// The next byte that is no white space; `end` when there is none.
    @inline(__always)
    private static func behindSpace(_ position: Position, _ end: Position) -> Position {
        position < end && position.pointee > 0x20 ? position : skipSpace(position, end)
    }

    @inline(never)
    private static func skipSpace(_ start: Position, _ end: Position) -> Position {
        var position = start
        while position < end {
            switch position.pointee {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return position
            }
        }
        return end
    }

    @inline(__always)
    private static func load(_ position: Position) -> UInt64 {
        UInt64(littleEndian: UnsafeRawPointer(position).loadUnaligned(as: UInt64.self))
    }

    /// A number that equal keys have in common, and different ones seldom.
    @inline(__always)
    private static func sign(_ start: Position, _ count: Int) -> UInt64 {
        let length = UInt64(truncatingIfNeeded: count)
        if count >= 8 {
            let head = load(start)
            let tail = load(start + (count &- 8))
            return (head &* 0x9E37_79B9_7F4A_7C15) ^ (tail &* 0xD6E8_FEB8_6659_FD93) ^ (length &* 0xA076_1D64_78BD_642F)
        }
        var head: UInt64 = 0
        for index in 0..<count { head |= UInt64(start[index]) &<< UInt64(truncatingIfNeeded: 8 &* index) }
        return head | length &<< 56
    }

    /// The high bit of each byte that plain text has not: a quote, a backslash, a control, one above 0x7F. Bits above the
    /// lowest may be false: a subtraction borrows from the bytes above.
    @inline(__always)
    private static func hits(_ word: UInt64) -> UInt64 {
        let quotes = (word ^ 0x2222_2222_2222_2222) &- 0x0101_0101_0101_0101
        let slashes = (word ^ 0x5C5C_5C5C_5C5C_5C5C) &- 0x0101_0101_0101_0101
        let controls = word &- 0x2020_2020_2020_2020
        return (quotes | slashes | controls | word) & 0x8080_8080_8080_8080
    }

    /// What is behind the string that begins here, its closing quote included.
    @inline(__always)
    private static func string(_ start: Position, _ end: Position) -> Position? {
        var position = start
        while let stop = plainText(position, end) {
            if stop.pointee == quote { return stop + 1 }
            guard end - stop >= 2 else { return nil }
            switch stop[1] {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
                UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
                position = stop + 2
            default: return nil
            }
        }
        return nil
    }

    /// The next quote or backslash; nil when a byte before it may not stand in a string, or there is none.
    @inline(__always)
    private static func plainText(_ start: Position, _ end: Position) -> Position? {
        var position = start
        while end - position >= 8 {
            let hits = hits(load(position))
            if hits != 0 {
                position += hits.trailingZeroBitCount &>> 3
                if position.pointee == quote { return position }
                break
            }
            position += 8
        }
        return slowText(position, end)
    }

    @inline(never)
    private static func slowText(_ start: Position, _ end: Position) -> Position? {
        var position = start
        while position < end {
            let byte = position.pointee
            if byte == quote || byte == UInt8(ascii: "\\") { return position }
            if byte < 0x20 { return nil }
            if byte < 0x80 {
                position += 1
                while end - position >= 8, hits(load(position)) == 0 { position += 8 }
                continue
            }
            // Two bytes are the most frequent by far.
            if byte >= 0xC2, byte <= 0xDF, end - position >= 2, position[1] & 0xC0 == 0x80 {
                position += 2
                continue
            }
            let rest = UnsafeBufferPointer(start: position, count: end - position)
            guard let (_, length) = UTF8Text.decodeLong(rest, at: 0) else { return nil }
            position += length
        }
        return nil
    }

    /// Whether the rest of `true`, `false` or `null` stands here.
    @inline(__always)
    private static func isWord(_ position: Position, _ end: Position, _ rest: UInt32, _ count: Int) -> Bool {
        guard end - position >= count else { return false }
        var found: UInt32 = 0
        for index in 0..<count { found |= UInt32(position[index]) &<< UInt32(truncatingIfNeeded: 8 &* index) }
        return found == rest
    }

    /// What is behind the number that begins here, which is surely within the range of a double.
    @inline(__always)
    private static func number(_ start: Position, _ end: Position) -> Position? {
        var position = start
        if position.pointee == UInt8(ascii: "-") {
            position += 1
            guard position < end else { return nil }
        }
        let whole = position
        position = digits(position, end)
        guard position > whole, whole.pointee != UInt8(ascii: "0") || position - whole == 1 else { return nil }
        if position < end, position.pointee == UInt8(ascii: ".") {
            let point = position + 1
            position = digits(point, end)
            if position == point { return nil }
        }
        if position < end, position.pointee | 0x20 == UInt8(ascii: "e") {
            position += 1
            if position < end, position.pointee == UInt8(ascii: "-") || position.pointee == UInt8(ascii: "+") {
                position += 1
            }
            let exponent = position
            position = digits(position, end)
            if position == exponent || position - exponent > 2 { return nil }
        }
        return position - whole < 100 ? position : nil
    }

    @inline(__always)
    private static func digits(_ start: Position, _ end: Position) -> Position {
        var position = start
        while position < end, position.pointee &- UInt8(ascii: "0") < 10 { position += 1 }
        return position
    }
}
