/// A compiled regular expression: a nondeterministic automaton over code points (Thompson), at most
/// ``ExpressionLimits/patternInstructions`` long, so that matching takes time linear in the text.
struct Pattern: Sendable {
    private(set) var instructions: [PatternInstruction] = []
    private(set) var sets: [ScalarSet] = []
    /// Whether every match begins at the start of the text.
    private(set) var isAnchored = false

    init(_ text: UnsafeBufferPointer<UInt8>) throws(PatternError) {
        let node = try PatternParser.parse(text)
        guard node.size < ExpressionLimits.patternInstructions else {
            throw PatternError(
                offset: 0, message: "the pattern is larger than \(ExpressionLimits.patternInstructions) instructions",
                hint: "lower its repetition counts")
        }
        emit(node)
        append(PatternInstruction(operation: .match))
        isAnchored = Self.beginsAtStart(node)
    }

    init(_ text: [UInt8]) throws(PatternError) {
        try self.init(text.span)
    }

    private init(_ text: borrowing Span<UInt8>) throws(PatternError) {
        self = try text.withUnsafeBufferPointer { (buffer) throws(PatternError) in try Pattern(buffer) }
    }

    private static func beginsAtStart(_ node: PatternNode) -> Bool {
        switch node {
        case .assertion(.textStart): true
        case .sequence(let parts): parts.first.map(beginsAtStart) ?? false
        case .choice(let parts): parts.allSatisfy(beginsAtStart)
        default: false
        }
    }

    @discardableResult
    private mutating func append(_ instruction: PatternInstruction) -> Int {
        instructions.append(instruction)
        return instructions.count - 1
    }

    private var next: UInt32 { UInt32(instructions.count) }

    private mutating func emit(_ node: PatternNode) {
        switch node {
        case .empty: break
        case .set(let set):
            if set.bounds.count == 2 {
                append(PatternInstruction(operation: .range, a: set.bounds[0], b: set.bounds[1]))
            } else {
                sets.append(set)
                append(PatternInstruction(operation: .set, a: UInt32(sets.count - 1)))
            }
        case .assertion(let kind): append(PatternInstruction(operation: .assert, a: UInt32(kind.rawValue)))
        case .sequence(let parts): for part in parts { emit(part) }
        case .choice(let parts): emit(choice: parts)
        case .repetition(let node, let minimum, let maximum): emit(node, minimum, maximum)
        }
    }

    private mutating func emit(choice parts: [PatternNode]) {
        var jumps: [Int] = []
        for (index, part) in parts.enumerated() {
            if index == parts.count - 1 {
                emit(part)
                break
            }
            let split = append(PatternInstruction(operation: .split, a: next + 1))
            emit(part)
            jumps.append(append(PatternInstruction(operation: .jump)))
            instructions[split].b = next
        }
        for jump in jumps { instructions[jump].a = next }
    }

    private mutating func emit(_ node: PatternNode, _ minimum: Int, _ maximum: Int?) {
        for _ in 0..<minimum { emit(node) }
        guard let maximum else {
            let split = append(PatternInstruction(operation: .split, a: next + 1))
            emit(node)
            append(PatternInstruction(operation: .jump, a: UInt32(split)))
            instructions[split].b = next
            return
        }
        var splits: [Int] = []
        for _ in minimum..<maximum {
            splits.append(append(PatternInstruction(operation: .split, a: next + 1)))
            emit(node)
        }
        for split in splits { instructions[split].b = next }
    }
}
