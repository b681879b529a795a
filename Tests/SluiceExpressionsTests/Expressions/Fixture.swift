import SluiceExpressions

/// Evaluates expressions with the variable `input` bound to a JSON document.
enum Fixture {
    static let document = #"""
        {"total": 129, "price": 84.5, "name": "Ada", "note": "a\"b\u00e9", "items": [{"sku": "A1", "n": 2}, {"sku": "B2", "n": 0}],
         "tags": ["x", "y"], "nested": {"a": {"b": {"c": [10, [20, 30]]}}}, "none": null, "flag": true, "big": 1e3, "odd key": 5}
        """#

    static func environment() -> Environment {
        var environment = Environment()
        environment.declare("input")
        return environment
    }

    /// The value of `source` as JSON text.
    static func json(_ source: String, document: String = document) throws -> String {
        let expression = try Expression(compiling: source, in: environment())
        var output: [UInt8] = []
        try Array(document.utf8).withUnsafeBytes { bytes in
            try expression.evaluateJSON(expression.variables.map { _ in .json(bytes) }, into: &output)
        }
        return String(decoding: output, as: UTF8.self)
    }

    static func value(_ source: String, document: String = document, checking: Expression.Checking = .full) throws
        -> CELValue
    {
        let expression = try Expression(compiling: source, in: environment(), checking: checking)
        return try Array(document.utf8).withUnsafeBytes { bytes in
            try expression.evaluate(expression.variables.map { _ in .json(bytes) })
        }
    }
}
