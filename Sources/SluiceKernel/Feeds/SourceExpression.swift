package import SluiceExpressions

/// An expression over a record of a source.
package struct SourceExpression: Sendable {
    package enum Role: Sendable {
        /// Whether the record is taken.
        case condition
        /// The instance id: text, or a whole number.
        case id
        /// The input of a start, the data of a signal.
        case data
    }

    /// What expressions may read.
    enum Name: String, CaseIterable {
        case key, value, headers, topic, partition, offset, timestamp

        var type: CELType {
            switch self {
            case .key, .value: .dyn
            case .headers: .map(.string, .string)
            case .topic: .string
            case .partition, .offset: .int
            case .timestamp: .timestamp
            }
        }
    }

    private static let environment: Environment = {
        var environment = Environment()
        for name in Name.allCases { environment.declare(name.rawValue, name.type) }
        return environment
    }()

    package let expression: Expression
    /// By slot.
    let names: [Name]

    /// - Throws: ``ExpressionError`` where the text is no expression, or none for this role.
    package init(_ text: String, role: Role) throws(ExpressionError) {
        expression = try Expression(compiling: text, in: SourceExpression.environment)
        names = expression.variables.compactMap { Name(rawValue: $0.name) }
        let type = expression.resultType
        let start = SourcePlace(offset: 0, line: 1, column: 1)
        switch role {
        case .condition:
            guard type == .bool || type == .dyn else {
                throw ExpressionError(
                    .type, "a condition is a bool, and this is of type \(type)",
                    hint: "compare it with something, such as '> 0' or '!= null'", place: start)
            }
        case .id:
            guard [.string, .int, .uint, .dyn].contains(type) else {
                throw ExpressionError(
                    .type, "an instance id is text or a whole number, and this is of type \(type)",
                    hint: "write string(…) around it", place: start)
            }
        case .data:
            guard type != .type else {
                throw ExpressionError(.type, "a type is no JSON value", hint: "string(…) of it is", place: start)
            }
        }
    }

    package var source: String { expression.source }
}
