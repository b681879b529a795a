/// Where the parts of a definition were written, so that ``DefinitionCheck`` can point at them.
///
/// A table beside the definition, not in it: documents fill it in field by field, the Swift builder step by step.
package struct DefinitionPlaces: Sendable {
    private var notes: [DefinitionPart: Note] = [:]

    package init() {}

    /// How one part was written.
    package struct Note: Equatable, Sendable {
        package var place: FilePlace
        /// Where the text of an expression begins, if it stands there as it is. See ``DocumentScalar/textPlace``.
        package var textPlace: FilePlace?
        /// When it is not the usual one, such as that of the group around a step.
        package var path: String?

        package init(_ place: FilePlace, textPlace: FilePlace? = nil, path: String? = nil) {
            self.place = place
            self.textPlace = textPlace
            self.path = path
        }
    }

    package mutating func note(_ part: DefinitionPart, _ note: Note) { notes[part] = note }

    package mutating func note(_ part: DefinitionPart, at place: FilePlace) { notes[part] = Note(place) }

    /// What is known of `part` itself.
    package subscript(part: DefinitionPart) -> Note? { notes[part] }

    /// The place of `part`, or of the nearest thing around it that has one.
    package func place(of part: DefinitionPart) -> FilePlace? {
        var part = part
        if let note = notes[part] { return note.place }
        part.index = nil
        if let note = notes[part] { return note.place }
        while let dot = part.field.lastIndex(of: ".") {
            part.field = String(part.field[..<dot])
            if let note = notes[part] { return note.place }
        }
        part.field = ""
        return notes[part]?.place ?? notes[.whole]?.place
    }

    /// `steps.charge.retry.cap`, `steps.ship.inputs[1]`, `retention`.
    package func path(of part: DefinitionPart, in definition: Definition) -> String {
        if let path = notes[part]?.path { return path }
        var path = ""
        if let step = part.step {
            let name = definition.steps.indices.contains(step) ? definition.steps[step].name : "\(step)"
            path = notes[.step(step)]?.path ?? "steps.\(name)"
            if !part.field.isEmpty { path += "." }
        }
        path += part.field
        if let index = part.index { path += "[\(index)]" }
        return path
    }
}
