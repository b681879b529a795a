/// Why an expression was refused before it ever ran.
package struct ExpressionError: Error, Equatable, Sendable {
    /// The kind of mistake. Extensible: more codes may be added.
    package struct Code: Equatable, Hashable, Sendable {
        package let name: String

        private init(_ name: String) {
            self.name = name
        }

        /// The text is not an expression.
        package static let syntax = Code("syntax")
        /// A name that stands for nothing here.
        package static let unknownName = Code("unknown name")
        /// A function that does not exist or is called in the wrong shape.
        package static let unknownFunction = Code("unknown function")
        /// Types that do not go together.
        package static let type = Code("type")
        /// A constant that can never be evaluated: a time, a regular expression, a zone.
        package static let constant = Code("constant")
        /// Too long, too deep, too large.
        package static let limit = Code("limit")
    }

    package let code: Code
    /// What was found and what was expected.
    package let message: String
    /// How to put it right, where that can be said.
    package let hint: String?
    package let place: SourcePlace

    package init(_ code: Code, _ message: String, hint: String? = nil, place: SourcePlace) {
        self.code = code
        self.message = message
        self.hint = hint
        self.place = place
    }
}

extension ExpressionError: CustomStringConvertible {
    package var description: String {
        hint.map { "\(place): \(message); \($0)" } ?? "\(place): \(message)"
    }
}
