/// Runs a compiled regular expression over a text, all its states side by side.
///
/// Time: text length times program length at most, whatever the pattern is.
struct PatternMatcher {
    /// Words of working memory that a program of `count` instructions needs.
    static func scratchWords(_ count: Int) -> Int { 5 * count + 2 }

    private let instructions: UnsafeBufferPointer<PatternInstruction>
    private let text: UnsafeBufferPointer<UInt8>
    /// Instruction numbers in order of arrival, and for each instruction its place in that order.
    private var current: UnsafeMutablePointer<UInt32>
    private var upcoming: UnsafeMutablePointer<UInt32>
    private let places: UnsafeMutablePointer<UInt32>
    private let stack: UnsafeMutablePointer<UInt32>
    private var currentCount = 0
    private var upcomingCount = 0
    /// States visited and characters taken: what the match costs.
    private(set) var steps = 0

    /// `scratch` has ``scratchWords(_:)`` words, initialised to anything.
    private init(
        _ instructions: UnsafeBufferPointer<PatternInstruction>, _ text: UnsafeBufferPointer<UInt8>,
        _ scratch: UnsafeMutablePointer<UInt32>
    ) {
        self.instructions = instructions
        self.text = text
        let count = instructions.count
        current = scratch
        upcoming = scratch + count
        places = scratch + 2 * count
        stack = scratch + 3 * count
    }

    /// Whether `pattern` matches anywhere in `text`; nil when more than `limit` states were visited. Adds the states
    /// visited to `steps`.
    static func matches(
        _ pattern: borrowing Pattern, _ text: UnsafeBufferPointer<UInt8>, scratch: UnsafeMutablePointer<UInt32>,
        limit: Int, steps: inout Int
    ) -> Bool? {
        pattern.instructions.withUnsafeBufferPointer { instructions in
            var matcher = PatternMatcher(instructions, text, scratch)
            defer { steps += matcher.steps }
            return pattern.sets.withUnsafeBufferPointer { sets in
                matcher.run(sets, isAnchored: pattern.isAnchored, limit: limit)
            }
        }
    }

    private mutating func run(
        _ sets: UnsafeBufferPointer<ScalarSet>, isAnchored: Bool, limit: Int
    ) -> Bool? {
        var index = 0
        while true {
            if index == 0 || !isAnchored {
                if add(0, at: index, toUpcoming: false) { return true }
            }
            if index >= text.count || currentCount == 0 && isAnchored { return false }
            let (scalar, length) = UTF8Text.decode(text, at: index)
            index += length
            steps += 1
            if steps > limit { return nil }
            upcomingCount = 0
            for slot in 0..<currentCount {
                let number = current[slot]
                let instruction = instructions[Int(number)]
                let taken: Bool
                switch instruction.operation {
                case .range: taken = scalar >= instruction.a && scalar <= instruction.b
                case .set: taken = sets[Int(instruction.a)].contains(scalar)
                default: taken = false
                }
                if taken, add(number + 1, at: index, toUpcoming: true) { return true }
            }
            swap(&current, &upcoming)
            currentCount = upcomingCount
        }
    }

    /// Adds a state and all that follow from it without a character. True if the match is among them.
    private mutating func add(_ first: UInt32, at index: Int, toUpcoming: Bool) -> Bool {
        let list = toUpcoming ? upcoming : current
        let before = toUpcoming ? upcomingCount : currentCount
        var count = before
        defer {
            steps += count - before
            if toUpcoming { upcomingCount = count } else { currentCount = count }
        }
        var depth = 0
        stack[depth] = first
        depth += 1
        while depth > 0 {
            depth -= 1
            let number = stack[depth]
            let place = Int(places[Int(number)])
            if place < count, list[place] == number { continue }
            let instruction = instructions[Int(number)]
            // Every state is noted, those that take no character too, so that each is visited once.
            list[count] = number
            places[Int(number)] = UInt32(count)
            count += 1
            switch instruction.operation {
            case .match: return true
            case .range, .set: break
            case .jump:
                stack[depth] = instruction.a
                depth += 1
            case .split:
                stack[depth] = instruction.b
                stack[depth + 1] = instruction.a
                depth += 2
            case .assert:
                if holds(PatternAssertion(rawValue: UInt8(truncatingIfNeeded: instruction.a))!, at: index) {
                    stack[depth] = number + 1
                    depth += 1
                }
            }
        }
        return false
    }

    private func holds(_ assertion: PatternAssertion, at index: Int) -> Bool {
        func isWord(_ place: Int) -> Bool {
            place >= 0 && place < text.count && Lexis.continuesName(text[place])
        }
        switch assertion {
        case .textStart: return index == 0
        case .textEnd: return index == text.count
        case .lineStart: return index == 0 || text[index - 1] == 0x0A
        case .lineEnd: return index == text.count || text[index] == 0x0A
        case .wordBoundary: return isWord(index - 1) != isWord(index)
        case .noWordBoundary: return isWord(index - 1) == isWord(index)
        }
    }
}
