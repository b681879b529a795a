import SluiceExpressions
import Testing

@Suite("What an evaluation costs")
struct CostTests {
    static func cost(_ source: String, _ document: String = Fixture.document) throws -> Int {
        let expression = try Expression(compiling: source, in: Fixture.environment())
        var budget = 1_000_000
        try Array(document.utf8).withUnsafeBytes { bytes in
            let bindings = expression.variables.map { _ in Binding.json(bytes) }
            _ = try bindings.withUnsafeBufferPointer { try expression.evaluate($0, spending: &budget) }
        }
        return 1_000_000 - budget
    }

    /// A change of these figures changes what budgets of deployed definitions allow: raise the fold version.
    @Test(
        "is the same on every machine",
        arguments: [
            ("1", 1), ("1 + 1", 3), ("1 + 1 == 2 && true", 7), ("false && 1 / 0 == 1", 2), ("true ? 1 : 2", 3),
            ("[1, 2, 3]", 5),
            ("[1, 2, 3].map(x, x * 2)", 22), ("input.total", 2), ("input.nested.a.b.c[1][0]", 21),
            ("input.items.exists(i, i.n == 0)", 20),
            ("'abc'.startsWith('a')", 3), ("'aaaaaaaaaaaaaaaa' + 'b' == 'c'", 6), ("size(input.items)", 12),
            ("'x' in input.tags", 13), ("'aaaa'.matches('a+b')", 8),
        ])
    func golden(source: String, expected: Int) throws {
        let cost = try Self.cost(source)
        #expect(cost == expected)
    }

    @Test("does not depend on the run")
    func repeatable() throws {
        let source =
            "input.items.map(i, input.items.filter(j, j.n >= i.n).size()) == [1, 2] || input.note.matches('[a-z]+')"
        let first = try Self.cost(source)
        for _ in 0..<50 { #expect(try Self.cost(source) == first) }
    }

    @Test("stops nested macros at the budget, with an error that names both")
    func nested() throws {
        let list = "[0,1,2,3,4,5,6,7,8,9]"
        let source =
            "\(list).all(a, \(list).all(b, \(list).all(c, \(list).all(d, \(list).all(e, \(list).all(f, \(list).all(g, true)))))))"
        for budget in [1, 10, 1000, 100_000] {
            let expression = try Expression(compiling: source, costLimit: budget)
            let error = #expect(throws: EvaluationError.self) { try expression.evaluate() }
            #expect(error?.code == .budget)
            #expect(
                error?.message
                    == "the expression `[0,1,2,3,4,5,6,7,8,9].all(a, [0,1,2,3,4,5,6,7,8,9].all(b, [0…` was stopped: it costs more than its budget of \(budget) units"
            )
        }
    }

    @Test(
        "is exact: one unit less stops it",
        arguments: ["1 + 1 == 2", "[1, 2, 3].map(x, x + 1)", "{'a': [1, 2]}", "'a'.contains('b')"])
    func exact(source: String) throws {
        let expression = try Expression(compiling: source)
        let cost = try Self.cost(source)
        _ = try expression.evaluate(budget: cost)
        let error = #expect(throws: EvaluationError.self) { try expression.evaluate(budget: cost - 1) }
        #expect(error?.code == .budget)
    }

    @Test(
        "is never absorbed",
        arguments: ["true || [1,2,3].all(x, [1,2,3].all(y, true))", "[1,2,3].all(x, [1,2,3].all(y, true)) || true"])
    func notAbsorbed(source: String) throws {
        let expression = try Expression(compiling: source)
        if source.hasPrefix("true") {
            #expect(try expression.evaluateBool([], budget: 10))
        } else {
            let error = #expect(throws: EvaluationError.self) { try expression.evaluateBool([], budget: 10) }
            #expect(error?.code == .budget)
        }
    }

    @Test(
        "bounds memory: what doubles at each step is stopped",
        arguments: [
            "['foo', 'bar']" + String(repeating: ".map(x, [x + x, x + x])", count: 1)
                + String(repeating: ".map(x, x + x)", count: 60),
            "['0123456789']" + String(repeating: ".map(s, s + s + s + s)", count: 40),
        ])
    func memory(source: String) throws {
        let expression = try Expression(compiling: source, checking: .none)
        let error = #expect(throws: EvaluationError.self) { try expression.evaluate() }
        #expect(error?.code == .budget)
    }

    @Test("shares one budget over several evaluations")
    func shared() throws {
        let expression = try Expression(compiling: "1 + 1")
        var budget = 7
        try [Binding]().withUnsafeBufferPointer { none in
            _ = try expression.evaluate(none, spending: &budget)
            _ = try expression.evaluate(none, spending: &budget)
        }
        #expect(budget == 1)
        #expect(throws: EvaluationError.self) {
            try [Binding]().withUnsafeBufferPointer { _ = try expression.evaluate($0, spending: &budget) }
        }
    }
}
