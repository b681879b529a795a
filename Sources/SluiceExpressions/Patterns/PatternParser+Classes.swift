extension PatternParser {
    /// A class in brackets.
    mutating func characterClass() throws(PatternError) -> ScalarSet {
        let open = index
        index += 1
        var ranges: [ClosedRange<UInt32>] = []
        // Ranges of negated classes such as \D are not folded: they hold both cases of every letter already.
        var whole: [ClosedRange<UInt32>] = []
        let negated = at(index) == UInt8(ascii: "^")
        if negated { index += 1 }
        var first = true
        while true {
            guard index < text.count else {
                throw error("the '[' here is not closed", hint: "add ']', or write \\[ for a bracket", at: open)
            }
            if text[index] == UInt8(ascii: "]"), !first { break }
            first = false
            if looking(at: "[:"), try posixClass(into: &ranges, whole: &whole) { continue }
            if let (set, inverted) = perlClass() {
                if inverted { whole += ScalarSet(set).inverted.ranges } else { ranges += set }
                continue
            }
            let start = index
            let low = try classScalar()
            guard at(index) == UInt8(ascii: "-"), index + 1 < text.count, text[index + 1] != UInt8(ascii: "]") else {
                ranges.append(low...low)
                continue
            }
            index += 1
            let high = try classScalar()
            guard low <= high else { throw error("a range of characters runs backwards", at: start) }
            ranges.append(low...high)
        }
        index += 1
        let set = ScalarSet(try folded(ranges, at: open).ranges + whole)
        return negated ? set.inverted : set
    }

    private mutating func posixClass(
        into ranges: inout [ClosedRange<UInt32>], whole: inout [ClosedRange<UInt32>]
    ) throws(PatternError) -> Bool {
        let start = index
        var place = index + 2
        let inverted = at(place) == UInt8(ascii: "^")
        if inverted { place += 1 }
        let name = place
        while place < text.count, text[place] >= UInt8(ascii: "a"), text[place] <= UInt8(ascii: "z") { place += 1 }
        guard at(place) == UInt8(ascii: ":"), at(place + 1) == UInt8(ascii: "]") else { return false }
        let word = String(decoding: text[name..<place], as: UTF8.self)
        guard let set = PatternClasses.posix(word) else {
            throw error("there is no class [:\(word):]", hint: "try [:alpha:] or [:digit:]", at: start)
        }
        index = place + 2
        if inverted { whole += ScalarSet(set).inverted.ranges } else { ranges += set }
        return true
    }

    /// `\d` and its kin, if one is next.
    mutating func perlClass() -> (ranges: [ClosedRange<UInt32>], inverted: Bool)? {
        guard at(index) == UInt8(ascii: "\\"), let set = PatternClasses.perl(at(index + 1) | 0x20) else { return nil }
        let inverted = at(index + 1) & 0x20 == 0
        index += 2
        return (set, inverted)
    }

    private mutating func classScalar() throws(PatternError) -> UInt32 {
        guard index < text.count else { throw error("the class ends inside of a range") }
        return text[index] == UInt8(ascii: "\\") ? try escapedScalar() : scalar()
    }
}
