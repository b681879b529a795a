/// A scalar as it was written.
package struct DocumentScalar: Equatable, Sendable {
    /// Its content, quotes and escapes undone.
    package var text: String
    package var style: Style
    /// Where `text` begins, when it stands in the source as it is: its line `n` (from 0) then begins `n` lines lower, in the
    /// same column. None when escapes or folded lines come between.
    package var textPlace: FilePlace?

    package init(_ text: String, style: Style = .plain, textPlace: FilePlace? = nil) {
        self.text = text
        self.style = style
        self.textPlace = textPlace
    }

    package enum Style: Sendable {
        /// Without quotes: may be a number, a truth value or nothing.
        case plain
        case quoted
        /// `|` or `>`.
        case block
    }

    package var value: ScalarValue { style == .plain ? ScalarValue(plain: text) : .string(text) }
}
