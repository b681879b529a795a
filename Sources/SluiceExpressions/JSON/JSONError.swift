/// What is wrong with bytes that should be JSON, and where.
package struct JSONError: Error, Equatable, Sendable {
    /// The kind of mistake. Extensible: more codes may be added.
    package struct Code: Equatable, Hashable, Sendable {
        package let name: String

        private init(_ name: String) {
            self.name = name
        }

        /// A byte that cannot stand at this place.
        package static let unexpected = Code("unexpected")
        /// The bytes end inside a value.
        package static let truncated = Code("truncated")
        /// Containers nest deeper than ``JSON/maximumDepth``.
        package static let tooDeep = Code("too deep")
        /// One object has the same key twice.
        package static let duplicateKey = Code("duplicate key")
        /// Bytes that are not UTF-8, or an escape that is no Unicode scalar.
        package static let invalidString = Code("invalid string")
        /// A number with a leading zero, a bare sign or point, or beyond the range of a double.
        package static let invalidNumber = Code("invalid number")
        /// Something follows the value.
        package static let trailing = Code("trailing bytes")
        /// The value is of another kind than the caller asked for.
        package static let wrongKind = Code("wrong kind")
        /// A value that JSON cannot express: NaN or an infinity.
        package static let inexpressible = Code("inexpressible")
    }

    package let code: Code
    /// The place: bytes from the start of the input.
    package let offset: Int
    /// What was found and what was expected.
    package let message: String

    package init(_ code: Code, at offset: Int, _ message: String) {
        self.code = code
        self.offset = offset
        self.message = message
    }
}

extension JSONError: CustomStringConvertible {
    package var description: String { "byte \(offset): \(message)" }
}
