import SluiceExpressions

extension ConformanceCase {
    /// Runs the case. Returns what is wrong, or nil. `refused` counts cases of named time zones that were refused by
    /// name, as they must be here.
    func failure(refused: inout Int) -> String? {
        var environment = Environment(container: container)
        for (name, type) in types { environment.declare(name, type) }
        for (name, _) in bindings where !types.contains(where: { $0.name == name }) { environment.declare(name) }
        let outcome: Result<CELValue?, any Error>
        do {
            let expression = try Expression(
                compiling: expression, in: environment, checking: isUnchecked ? .none : .full)
            if isCheckOnly {
                outcome = .success(nil)
            } else {
                outcome = .success(try evaluate(expression))
            }
        } catch {
            outcome = .failure(error)
        }
        switch outcome {
        case .success(let found):
            if expectsError { return "expected an error, found \(found.map { "\($0)" } ?? "none")" }
            guard !isCheckOnly, let value else { return nil }
            guard let found, Self.same(found, value) else { return "expected \(value), found \(found ?? .null)" }
            return nil
        case .failure(let error):
            if expectsError { return nil }
            if let zone = namedZone, "\(error)".contains(zone) {
                refused += 1
                return nil
            }
            return "expected a value, found the error \(error)"
        }
    }

    private func evaluate(_ expression: Expression) throws -> CELValue {
        var bound: [Binding] = []
        for variable in expression.variables {
            guard let (_, value) = bindings.first(where: { $0.name == variable.name }) else { break }
            bound.append(.value(value))
        }
        return try expression.evaluate(bound)
    }

    /// The named time zone in the expression, if there is one.
    private var namedZone: String? {
        guard section == "timestamp_selectors_tz" else { return nil }
        let parts = expression.split(separator: "'")
        return parts.first { $0.contains("/") }.map(String.init)
    }

    /// Equality of outcomes: kinds and bits for doubles, entries of maps in any order.
    static func same(_ left: CELValue, _ right: CELValue) -> Bool {
        switch (left, right) {
        case (.double(let a), .double(let b)): return a.isNaN ? b.isNaN : a == b && a.sign == b.sign
        case (.list(let a), .list(let b)): return a.count == b.count && zip(a, b).allSatisfy { same($0, $1) }
        case (.map(let a), .map(let b)):
            return a.entries.count == b.entries.count
                && a.entries.allSatisfy { entry in
                    b.entries.contains { same(entry.key, $0.key) && same(entry.value, $0.value) }
                }
        default: return left == right
        }
    }
}
