/// A step as it was found in a document, before it is read.
struct StepDraft {
    var name: String
    var node: DocumentNode
    var path: String
    /// Conditions of the groups around it, outermost first.
    var gates: [(text: String, note: DefinitionPlaces.Note)]
}
