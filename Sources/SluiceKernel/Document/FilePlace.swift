/// Where something was written, for an error to point at: a document, or the Swift file of a builder call.
package struct FilePlace: Hashable, Sendable {
    /// As the user named it; none for text that is no file, such as a definition out of the log.
    package var file: String?
    /// From 1.
    package var line: Int
    /// From 1, in Unicode code points. 0: unknown.
    package var column: Int

    package init(file: String? = nil, line: Int, column: Int = 0) {
        self.file = file
        self.line = line
        self.column = column
    }
}

extension FilePlace: CustomStringConvertible {
    /// `checkout.yaml:12:7`, the form that editors and terminals jump to.
    package var description: String {
        guard let file else { return withoutFile }
        return "\(file):\(withoutFile)"
    }

    /// `12:7`, for a second place in the same file.
    package var withoutFile: String { column > 0 ? "\(line):\(column)" : "\(line)" }
}

extension FilePlace: Comparable {
    package static func < (a: FilePlace, b: FilePlace) -> Bool {
        if a.file != b.file { return (a.file ?? "") < (b.file ?? "") }
        return (a.line, a.column) < (b.line, b.column)
    }
}
