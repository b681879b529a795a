/// A condition on a place in the text that takes no character.
enum PatternAssertion: UInt8 {
    case textStart, textEnd, lineStart, lineEnd, wordBoundary, noWordBoundary
}
