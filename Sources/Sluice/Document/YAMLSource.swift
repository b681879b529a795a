import SluiceKernel

/// The lines of a YAML text, to find where the content of a scalar stands as it is.
struct YAMLSource {
    /// By code point, as libyaml's marks count; an array, so that far columns of long lines cost nothing.
    private let scalars: [Unicode.Scalar]
    private let lines: [Range<Int>]

    init(_ text: String) {
        scalars = Array(text.unicodeScalars)
        lines = Self.lines(of: scalars)
    }

    /// YAML 1.1, which libyaml speaks, breaks lines at these; so its marks count them.
    private static func lines(of scalars: [Unicode.Scalar]) -> [Range<Int>] {
        var lines: [Range<Int>] = []
        var start = 0
        var index = 0
        while index < scalars.count {
            switch scalars[index] {
            case "\r" where index + 1 < scalars.count && scalars[index + 1] == "\n":
                lines.append(start..<index)
                index += 1
                start = index + 1
            case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}":
                lines.append(start..<index)
                start = index + 1
            default: break
            }
            index += 1
        }
        lines.append(start..<scalars.count)
        return lines
    }

    /// Where `text` of a scalar from `start` to `end` begins, if it stands there verbatim.
    func textPlace(
        of text: String, style: DocumentScalar.Style, from start: FilePlace, to end: FilePlace
    ) -> FilePlace? {
        let text = Array(text.unicodeScalars)
        return style == .block
            ? blockPlace(of: text, from: start) : flowPlace(of: text, quotes: style == .quoted ? 1 : 0, start, end)
    }

    private func flowPlace(of text: [Unicode.Scalar], quotes: Int, _ start: FilePlace, _ end: FilePlace) -> FilePlace? {
        guard start.line == end.line, lines.indices.contains(start.line - 1) else { return nil }
        let column = start.column + quotes
        guard end.column - quotes - column == text.count, stands(text[...], line: start.line, column: column) else {
            return nil
        }
        return FilePlace(file: start.file, line: start.line, column: column)
    }

    /// The content of a block begins on the line below its `|`; all its lines are indented alike.
    private func blockPlace(of text: [Unicode.Scalar], from start: FilePlace) -> FilePlace? {
        var content = Self.lines(of: text)
        while let last = content.last, last.isEmpty { content.removeLast() }
        guard let sample = content.firstIndex(where: { !$0.isEmpty }), start.line + content.count <= lines.count else {
            return nil
        }
        let indent = lines[start.line + sample].count - content[sample].count
        guard indent > 0 else { return nil }
        for (index, line) in content.enumerated() where !line.isEmpty {
            let isWhole = lines[start.line + index].count == indent + line.count
            guard isWhole, stands(text[line], line: start.line + index + 1, column: indent + 1) else { return nil }
        }
        return FilePlace(file: start.file, line: start.line + 1, column: indent + 1)
    }

    private func stands(_ text: ArraySlice<Unicode.Scalar>, line: Int, column: Int) -> Bool {
        let line = lines[line - 1]
        let from = line.lowerBound + column - 1
        guard from + text.count <= line.upperBound else { return false }
        return scalars[from..<from + text.count].elementsEqual(text)
    }
}
