package import SluiceKernel

/// A workflow out of a file: checked, ready to deploy.
package struct WorkflowDocument: Sendable {
    package var definition: Definition
    package var places: DefinitionPlaces
    /// As the user named it.
    package var file: String?

    package init(definition: Definition, places: DefinitionPlaces, file: String?) {
        self.definition = definition
        self.places = places
        self.file = file
    }

    /// What a document may be written in.
    package enum Format: String, Sendable, CaseIterable {
        case yaml
        case json

        /// By the end of a file's name; none for other files.
        package init?(file: String) {
            let name = file.lowercased()
            if name.hasSuffix(".yaml") || name.hasSuffix(".yml") {
                self = .yaml
            } else if name.hasSuffix(".json") {
                self = .json
            } else {
                return nil
            }
        }
    }

    /// Reads and checks a document in memory. `file` is what places name.
    package static func read(_ bytes: [UInt8], format: Format, file: String? = nil) -> DefinitionReading {
        switch format {
        case .yaml: DefinitionReader.read(YAMLDocumentParser.parse(bytes, file: file))
        case .json: DefinitionReader.read(JSONDocumentParser.parse(bytes, file: file))
        }
    }
}
