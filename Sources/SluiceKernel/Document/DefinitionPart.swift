/// Names a part of a definition: the whole, a setting, a step, a field of a step, an item of such a field.
///
/// Fields are called as in documents (`when`, `retry.cap`), whichever front end made the definition.
package struct DefinitionPart: Hashable, Sendable {
    package var step: Int?
    /// Empty for the step or the definition itself.
    package var field: String
    package var index: Int?

    package static let whole = DefinitionPart(step: nil, field: "", index: nil)

    /// A field of the definition itself, such as `retention`.
    package static func setting(_ field: String) -> DefinitionPart {
        DefinitionPart(step: nil, field: field, index: nil)
    }

    package static func step(_ step: Int, _ field: String = "", _ index: Int? = nil) -> DefinitionPart {
        DefinitionPart(step: step, field: field, index: index)
    }
}
