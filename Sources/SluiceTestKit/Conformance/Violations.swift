/// What a check found wrong: sentences. None: it passed.
package struct Violations {
    package private(set) var found: [String] = []

    package init() {}

    package mutating func expect(_ condition: Bool, _ violation: @autoclosure () -> String) {
        if !condition { found.append(violation()) }
    }

    package mutating func equal<Value: Equatable>(_ actual: Value, _ expected: Value, _ what: @autoclosure () -> String)
    {
        if actual != expected { found.append("\(what()): \(actual), expected \(expected)") }
    }

    package mutating func fail(_ violation: String) { found.append(violation) }
}
