/// What a node knows of the deployed definitions.
package struct DefinitionKnowledge: Equatable, Sendable {
    /// It has read `definitions` up to here.
    package var next: Int64 = 0
    /// Sequences of those that it cannot run.
    package var lacks: [Int64] = []

    package init(next: Int64 = 0, lacks: [Int64] = []) {
        self.next = next
        self.lacks = lacks
    }
}
