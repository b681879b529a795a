/// A mapping that is being read, and the way to it.
struct DocumentFields {
    var node: DocumentNode
    var path: String
    var entries: [DocumentEntry]

    subscript(key: String) -> DocumentNode? { entries.first { $0.key.isSameBytes(as: key) }?.value }

    func path(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
}
