/// A tree of YAML or JSON that knows where each part was written.
package struct DocumentNode: Equatable, Sendable {
    package var content: Content
    package var place: FilePlace

    package init(_ content: Content, at place: FilePlace) {
        self.content = content
        self.place = place
    }

    package enum Content: Equatable, Sendable {
        case scalar(DocumentScalar)
        case sequence([DocumentNode])
        /// In the order of the text; keys are distinct as bytes.
        case mapping([DocumentEntry])
    }

    /// For messages: "a list", "a number".
    package var kindName: String {
        switch content {
        case .scalar(let scalar): scalar.value.kindName
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }
}
