/// What both readers check before they start.
package enum DocumentText {
    /// What to do where a comma or another sign of YAML has cut a text of `{ }` or `[ ]` in two.
    package static let flowHint = "Within { } and [ ] put a text that holds '?', ': ', ',' or a bracket in quotes."

    package static let byteOrderMark: [UInt8] = [0xef, 0xbb, 0xbf]

    /// Why `bytes` are no text to read: too many, or not UTF-8.
    package static func refusal(of bytes: [UInt8], file: String?) -> Problem? {
        if bytes.count > DocumentLimits.bytes {
            return Problem(
                .tooLarge, "the text has \(bytes.count) bytes, more than \(DocumentLimits.bytes)",
                hint: "A definition describes a workflow; keep data out of it.",
                at: FilePlace(file: file, line: 1, column: 1))
        }
        do {
            _ = try UTF8Span(validating: bytes.span)
            return nil
        } catch {
            var position = TextPosition(file: file)
            return Problem(
                .syntax, "the text is not UTF-8", hint: "Save the file as UTF-8.",
                at: position.place(of: error.byteOffsets.lowerBound, in: bytes))
        }
    }

    package static func tooDeep(at place: FilePlace) -> Problem {
        Problem(
            .tooLarge, "more than \(DocumentLimits.depth) levels of mappings and lists", hint: "Make it flatter.",
            at: place)
    }
}
