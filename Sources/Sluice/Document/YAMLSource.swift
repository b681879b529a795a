import SluiceKernel

/// The lines of a YAML text, to find where the content of a scalar stands as it is.
struct YAMLSource {
    private let lines: [Substring.UnicodeScalarView]

    init(_ text: String) {
        // YAML 1.1, which libyaml speaks, breaks lines here; so its marks count them.
        lines = Self.split(text)
    }

    private static func split(_ text: String) -> [Substring.UnicodeScalarView] {
        let scalars = text.unicodeScalars
        var lines: [Substring.UnicodeScalarView] = []
        var start = scalars.startIndex
        var index = start
        while index < scalars.endIndex {
            let scalar = scalars[index]
            let next = scalars.index(after: index)
            switch scalar {
            case "\r" where next < scalars.endIndex && scalars[next] == "\n": break
            case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}":
                let end =
                    scalar == "\n" && index > start && scalars[scalars.index(before: index)] == "\r"
                    ? scalars.index(before: index) : index
                lines.append(text[start..<end].unicodeScalars)
                start = next
            default: break
            }
            index = next
        }
        lines.append(text[start...].unicodeScalars)
        return lines
    }

    /// Where `text` of a scalar from `start` to `end` begins, if it stands there verbatim.
    func textPlace(of text: String, style: DocumentScalar.Style, from start: FilePlace, to end: FilePlace)
        -> FilePlace?
    {
        style == .block
            ? blockPlace(of: text, from: start) : flowPlace(of: text, quotes: style == .quoted ? 1 : 0, start, end)
    }

    private func flowPlace(of text: String, quotes: Int, _ start: FilePlace, _ end: FilePlace) -> FilePlace? {
        guard start.line == end.line, lines.indices.contains(start.line - 1) else { return nil }
        let column = start.column + quotes
        let count = end.column - quotes - column
        guard count >= 0, lines[start.line - 1].dropFirst(column - 1).prefix(count).elementsEqual(text.unicodeScalars)
        else { return nil }
        return FilePlace(file: start.file, line: start.line, column: column)
    }

    /// The content of a block begins on the line below its `|`; all its lines are indented alike.
    private func blockPlace(of text: String, from start: FilePlace) -> FilePlace? {
        var content = Self.split(text)
        while let last = content.last, last.isEmpty { content.removeLast() }
        guard let sample = content.firstIndex(where: { !$0.isEmpty }), start.line + content.count <= lines.count else {
            return nil
        }
        let indent = lines[start.line + sample].count - content[sample].count
        guard indent > 0 else { return nil }
        for (index, line) in content.enumerated() where !line.isEmpty {
            guard lines[start.line + index].dropFirst(indent).elementsEqual(line) else { return nil }
        }
        return FilePlace(file: start.file, line: start.line + 1, column: indent + 1)
    }
}
