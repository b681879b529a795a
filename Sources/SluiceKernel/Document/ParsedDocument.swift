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
