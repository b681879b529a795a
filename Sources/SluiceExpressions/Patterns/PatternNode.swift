/// A parsed regular expression. Groups capture nothing: only whether it matches is ever asked.
indirect enum PatternNode {
    case empty
    case set(ScalarSet)
    case assertion(PatternAssertion)
    case sequence([PatternNode])
    case choice([PatternNode])
    /// `maximum` nil: without end.
    case repetition(PatternNode, minimum: Int, maximum: Int?)

    /// How many instructions it takes, saturating far above any limit.
    var size: Int {
        switch self {
        case .empty: return 0
        case .set, .assertion: return 1
        case .sequence(let parts): return parts.reduce(0) { Self.bounded($0 + $1.size) }
        case .choice(let parts): return parts.reduce(0) { Self.bounded($0 + $1.size + 2) }
        case .repetition(let node, let minimum, let maximum):
            let copies = maximum.map { max($0, minimum) } ?? minimum + 1
            return Self.bounded(max(copies, 1) * (node.size + 2))
        }
    }

    private static func bounded(_ size: Int) -> Int { min(size, 1 << 40) }
}
