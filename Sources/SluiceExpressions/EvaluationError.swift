/// Why an evaluation ended without a value.
package struct EvaluationError: Error, Equatable, Sendable {
    /// The kind of failure. Extensible: more codes may be added.
    package struct Code: Equatable, Hashable, Sendable {
        package let name: String

        private init(_ name: String) {
            self.name = name
        }

        /// An operator or function met values of types that it does not take.
        package static let noOverload = Code("no such overload")
        /// A map or object lacks the key.
        package static let noSuchKey = Code("no such key")
        /// A list index beyond the list, or none at all.
        package static let index = Code("invalid index")
        package static let divisionByZero = Code("division by zero")
        /// A result beyond its type.
        package static let overflow = Code("overflow")
        /// A conversion of a value that the other type cannot hold or that does not read as one.
        package static let conversion = Code("conversion")
        /// A map literal with the same key twice, or a key of a type that keys cannot have.
        package static let mapKey = Code("invalid map key")
        /// A time zone other than UTC and fixed offsets.
        package static let timeZone = Code("time zone")
        /// A regular expression that does not compile.
        package static let pattern = Code("invalid pattern")
        /// A name or function that was not checked and does not exist.
        package static let unknown = Code("unknown name")
        /// A bound document breaks JSON's grammar.
        package static let document = Code("malformed document")
        /// The evaluation cost more than its budget. Never absorbed by `||` and `&&`.
        package static let budget = Code("budget")
        /// Values nest deeper than the evaluator follows. Never absorbed.
        package static let depth = Code("depth")
        /// The result is not of the kind that the host asked for.
        package static let result = Code("result")
    }

    package let code: Code
    /// What was found and what was expected.
    package let message: String
    /// How to put it right, where that can be said.
    package let hint: String?
    /// The part of the expression that failed.
    package let place: SourcePlace
    /// The slot of a variable that was null where a bool was asked for, if that is what went wrong.
    package let absentCondition: Int?

    package init(
        _ code: Code, _ message: String, hint: String? = nil, place: SourcePlace, absentCondition: Int? = nil
    ) {
        self.code = code
        self.message = message
        self.hint = hint
        self.place = place
        self.absentCondition = absentCondition
    }
}

extension EvaluationError: CustomStringConvertible {
    package var description: String {
        hint.map { "\(place): \(message); \($0)" } ?? "\(place): \(message)"
    }
}
