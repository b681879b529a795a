/// Finds what is wrong with a definition, whichever front end made it.
package struct DefinitionCheck {
    package static let maximumAttempts = 1_000
    package static let maximumSteps = 500

    /// Everything that is wrong. `places` lets problems point; `isPartial`: parts could not be read and were reported already, so
    /// what follows from their absence is not.
    package static func problems(
        of definition: Definition, places: DefinitionPlaces = DefinitionPlaces(), isPartial: Bool = false
    ) -> [Problem] {
        []
    }
}
