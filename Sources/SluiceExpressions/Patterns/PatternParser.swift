/// Reads a regular expression in RE2's syntax, less what would take Unicode's tables.
///
/// Taken: literals, `.`, classes, `\d \s \w \b` and their negations (ASCII), POSIX classes, groups of all kinds,
/// flags `i m s U`, alternatives, greedy and lazy repetition, `^ $ \A \z`, `\Q…\E`, escapes. Refused, with the place:
/// back references and look-around (not in RE2 either), `\C`, and what depends on a version of Unicode, which nodes
/// may differ in: `\p{…}`, and letters beyond ASCII under `(?i)`.
struct PatternParser {
    private static let nesting = 100
    static let repetitions = 1000

    let text: UnsafeBufferPointer<UInt8>
    var index = 0
    var flags = PatternFlags()
    private var depth = 0

    static func parse(_ text: UnsafeBufferPointer<UInt8>) throws(PatternError) -> PatternNode {
        var parser = PatternParser(text: text)
        let node = try parser.choice()
        if parser.index < text.count {
            throw parser.error("found ')' without its '('", hint: "write \\) for a parenthesis")
        }
        return node
    }

    init(text: UnsafeBufferPointer<UInt8>) {
        self.text = text
    }

    func error(_ message: String, hint: String? = nil, at offset: Int? = nil) -> PatternError {
        PatternError(offset: offset ?? index, message: message, hint: hint)
    }

    func at(_ place: Int) -> UInt8 { place < text.count ? text[place] : 0 }

    func looking(at word: StaticString) -> Bool {
        guard text.count - index >= word.utf8CodeUnitCount else { return false }
        for place in 0..<word.utf8CodeUnitCount where text[index + place] != word.utf8Start[place] { return false }
        return true
    }

    mutating func scalar() -> UInt32 {
        let (scalar, length) = UTF8Text.decode(text, at: index)
        index += length
        return scalar
    }

    private mutating func choice() throws(PatternError) -> PatternNode {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.nesting else { throw error("groups nest deeper than \(Self.nesting)") }
        var parts = [try sequence()]
        while index < text.count, text[index] == UInt8(ascii: "|") {
            index += 1
            parts.append(try sequence())
        }
        return parts.count == 1 ? parts[0] : .choice(parts)
    }

    private mutating func sequence() throws(PatternError) -> PatternNode {
        var parts: [PatternNode] = []
        while index < text.count, text[index] != UInt8(ascii: "|"), text[index] != UInt8(ascii: ")") {
            if looking(at: "\\Q") {
                index += 2
                while index < text.count, !looking(at: "\\E") { parts.append(try literal(scalar(), at: index)) }
                index = min(index + 2, text.count)
                continue
            }
            let start = index
            let atom = try self.atom()
            parts.append(try repeated(atom, from: start))
        }
        return parts.isEmpty ? .empty : parts.count == 1 ? parts[0] : .sequence(parts)
    }

    private mutating func repeated(_ atom: PatternNode, from start: Int) throws(PatternError) -> PatternNode {
        guard let (minimum, maximum) = try repetition() else { return atom }
        // Lazy or greedy makes no difference to whether there is a match.
        if at(index) == UInt8(ascii: "?") { index += 1 }
        let operatorStart = index
        if try repetition() != nil {
            throw error(
                "two repetition signs stand side by side", hint: "put the first part into (?:…)", at: operatorStart)
        }
        return .repetition(atom, minimum: minimum, maximum: maximum)
    }

    /// A repetition sign, if one is next. A brace that begins none is a plain character.
    private mutating func repetition() throws(PatternError) -> (Int, Int?)? {
        guard index < text.count else { return nil }
        switch text[index] {
        case UInt8(ascii: "*"):
            index += 1
            return (0, nil)
        case UInt8(ascii: "+"):
            index += 1
            return (1, nil)
        case UInt8(ascii: "?"):
            index += 1
            return (0, 1)
        case UInt8(ascii: "{"):
            let start = index
            guard let (minimum, maximum, end) = counts(from: index + 1) else { return nil }
            guard minimum <= Self.repetitions, (maximum ?? 0) <= Self.repetitions else {
                throw error("a repetition count exceeds \(Self.repetitions)", at: start)
            }
            if let maximum, maximum < minimum { throw error("a repetition runs from more to less", at: start) }
            index = end
            return (minimum, maximum)
        default: return nil
        }
    }

    private func counts(from start: Int) -> (minimum: Int, maximum: Int?, end: Int)? {
        var place = start
        func digits(_ place: inout Int) -> Int? {
            guard Lexis.isDigit(at(place)) else { return nil }
            var value = 0
            while Lexis.isDigit(at(place)) {
                value = min(value * 10 + Int(at(place) - UInt8(ascii: "0")), 1_000_000)
                place += 1
            }
            return value
        }
        guard let minimum = digits(&place) else { return nil }
        var maximum: Int? = minimum
        if at(place) == UInt8(ascii: ",") {
            place += 1
            maximum = digits(&place)
        }
        return at(place) == UInt8(ascii: "}") ? (minimum, maximum, place + 1) : nil
    }

    private mutating func atom() throws(PatternError) -> PatternNode {
        let start = index
        switch text[index] {
        case UInt8(ascii: "("): return try group()
        case UInt8(ascii: "["): return .set(try characterClass())
        case UInt8(ascii: "."):
            index += 1
            return .set(flags.dotAll ? PatternClasses.everything : PatternClasses.newline.inverted)
        case UInt8(ascii: "^"):
            index += 1
            return .assertion(flags.multiline ? .lineStart : .textStart)
        case UInt8(ascii: "$"):
            index += 1
            return .assertion(flags.multiline ? .lineEnd : .textEnd)
        case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"):
            let sign = Unicode.Scalar(text[index])
            throw error("'\(sign)' has nothing to repeat", hint: "write \\\(sign) for the character")
        case UInt8(ascii: "\\"): return try escape()
        default: return try literal(scalar(), at: start)
        }
    }

    func literal(_ scalar: UInt32, at offset: Int) throws(PatternError) -> PatternNode {
        .set(try folded([scalar...scalar], at: offset))
    }

    /// The set of `ranges`, with both cases of ASCII letters under `(?i)`.
    func folded(_ ranges: [ClosedRange<UInt32>], at offset: Int) throws(PatternError) -> ScalarSet {
        guard flags.ignoreCase else { return ScalarSet(ranges) }
        var all = ranges
        for range in ranges {
            if range.upperBound >= 0x80 {
                throw error(
                    "(?i) covers ASCII letters only", hint: "list both cases: [Éé]", at: offset)
            }
            let upper = range.clamped(to: 0x41...0x5A)
            if range.overlaps(0x41...0x5A) { all.append((upper.lowerBound + 32)...(upper.upperBound + 32)) }
            let lower = range.clamped(to: 0x61...0x7A)
            if range.overlaps(0x61...0x7A) { all.append((lower.lowerBound - 32)...(lower.upperBound - 32)) }
        }
        return ScalarSet(all)
    }

    private mutating func group() throws(PatternError) -> PatternNode {
        let open = index
        index += 1
        let saved = flags
        if at(index) == UInt8(ascii: "?"), index < text.count {
            if looking(at: "?=") || looking(at: "?!") || looking(at: "?<=") || looking(at: "?<!") {
                throw error("look-around is not supported: it has no linear time bound", at: open)
            }
            if looking(at: "?P<") || looking(at: "?<") {
                try groupName()
            } else {
                index += 1
                let scoped = try readFlags(open)
                if !scoped { return .empty }
            }
        }
        let inner = try choice()
        guard at(index) == UInt8(ascii: ")"), index < text.count else {
            throw error("the '(' here is not closed", hint: "add ')', or write \\( for a parenthesis", at: open)
        }
        index += 1
        flags = saved
        return inner
    }

    private mutating func groupName() throws(PatternError) {
        let start = index
        index += at(index + 1) == UInt8(ascii: "P") ? 3 : 2
        let name = index
        while Lexis.continuesName(at(index)) { index += 1 }
        guard index > name, at(index) == UInt8(ascii: ">") else {
            throw error("the name of a group takes letters, digits and _", at: start)
        }
        index += 1
    }

    /// Reads `i`, `-s`, ... up to `:` (true: they hold for this group) or `)` (false: for the rest of the one around).
    private mutating func readFlags(_ open: Int) throws(PatternError) -> Bool {
        var value = true
        while index < text.count {
            switch text[index] {
            case UInt8(ascii: "i"): flags.ignoreCase = value
            case UInt8(ascii: "m"): flags.multiline = value
            case UInt8(ascii: "s"): flags.dotAll = value
            case UInt8(ascii: "U"): break
            case UInt8(ascii: "-"): value = false
            case UInt8(ascii: ":"):
                index += 1
                return true
            case UInt8(ascii: ")"):
                index += 1
                return false
            default:
                throw error("found \(JSON.name(of: text[index])) among the flags of a group", hint: "flags are i m s U")
            }
            index += 1
        }
        throw error("the '(' here is not closed", hint: "add ')'", at: open)
    }
}
