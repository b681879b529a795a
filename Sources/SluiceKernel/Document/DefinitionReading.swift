/// What came of reading a document as a definition.
package struct DefinitionReading: Sendable {
    /// None when there is an error among the problems.
    package var definition: Definition?
    package var places: DefinitionPlaces
    /// All that was found, in the order of the document.
    package var problems: [Problem]

    package init(definition: Definition?, places: DefinitionPlaces, problems: [Problem]) {
        self.definition = definition
        self.places = places
        self.problems = problems
    }
}
