/// What came of reading a text: a tree as far as there is one, and what was wrong.
package struct ParsedDocument: Sendable {
    /// None when the text is not well-formed. Of a key that appears twice, the first.
    package var root: DocumentNode?
    package var problems: [Problem]

    package init(root: DocumentNode?, problems: [Problem] = []) {
        self.root = root
        self.problems = problems
    }
}

/// How large a document may be. Both readers keep to it, so that hostile input costs little.
package enum DocumentLimits {
    /// Bytes of text: 1 MiB.
    package static let bytes = 1 << 20
    /// Mappings and lists within each other.
    package static let depth = 64
    /// Nodes once aliases are expanded.
    package static let nodes = 100_000
}
