/// Reads the name of a stored property out of a key path.
enum FieldName {
    /// `items` for `\Order.items`; none for a computed property, which has no name at run time.
    static func of(_ path: AnyKeyPath) -> String? {
        let text = path.debugDescription
        guard let dot = text.lastIndex(of: ".") else { return nil }
        let name = text[text.index(after: dot)...]
        guard !name.isEmpty, name.utf8.allSatisfy(StepName.allows) else { return nil }
        return String(name)
    }
}
