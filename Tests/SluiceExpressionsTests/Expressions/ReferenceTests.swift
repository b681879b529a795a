import SluiceExpressions
import Testing

@Suite("What an expression reads")
struct ReferenceTests {
    static func environment() -> Environment {
        var environment = Environment()
        environment.declare("input")
        environment.declare("other", .map(.string, .dyn))
        environment.declare("i")
        environment.declare(namespace: "steps", members: [("T02 x", .dyn), ("t02", .dyn), ("charge card", .dyn)])
        environment.declare(namespace: "times", members: [("t02", .timestamp)])
        return environment
    }

    @Test(
        "is listed with the constant path, in the order of the source, none twice",
        arguments: [
            ("1 + 1", []), ("input", ["input"]), ("input.total > 1 && input.total < 9", ["input.total"]),
            ("input.a.b[0]['c d'].e", ["input.a.b[0][\"c d\"].e"]), ("input[other.key].x", ["input[…]", "other.key"]),
            ("input.list[input.n].x", ["input.list[…]", "input.n"]),
            ("steps[\"T02 x\"].a + steps.t02", ["steps[\"T02 x\"].a", "steps.t02"]),
            ("times.t02 > timestamp(0)", ["times.t02"]), ("has(input.a.b)", ["input.a.b"]),
            ("has(steps.t02)", ["steps.t02"]),
            ("input.items.exists(x, x.sku == other.sku)", ["input.items", "other.sku"]), ("[{'a': 1}].map(i, i.a)", []),
            ("[1].map(i, .i.a)", ["i.a"]),
            ("other.b ? input.b : input.a", ["other.b", "input.b", "input.a"]), ("input.name.size()", ["input.name"]),
            ("{input.k: input.v}", ["input.k", "input.v"]), ("[1, 2].exists(x, input.a[x] == 1)", ["input.a[…]"]),
            ("input[0u]", ["input[…]"]),
        ] as [(String, [String])])
    func references(source: String, expected: [String]) throws {
        let expression = try Expression(compiling: source, in: Self.environment())
        #expect(expression.references.map(\.description) == expected)
    }

    @Test("carries the place of each")
    func places() throws {
        let expression = try Expression(compiling: "1 +\n  input.a + other.b", in: Self.environment())
        #expect(expression.references.map(\.place.description) == ["2:3", "2:13"])
        #expect(expression.references.map(\.place.offset) == [6, 16])
        #expect(expression.references.first?.path == [.member(Array("a".utf8))])
    }

    @Test("has one slot for each variable and each member of a namespace")
    func slots() throws {
        let expression = try Expression(
            compiling:
                "steps['charge card'].ok && times.t02 == times.t02 && input.a == steps.t02.b && steps['charge card'].n > 1",
            in: Self.environment())
        #expect(
            expression.variables.map(\.description) == ["steps[\"charge card\"]", "times.t02", "input", "steps.t02"])
        #expect(expression.variables.map(\.type) == [.dyn, .timestamp, .dyn, .dyn])
        #expect(expression.variables[0].member == Array("charge card".utf8))
    }

    @Test("of a namespace is loaded from its own slot")
    func namespaces() throws {
        let expression = try Expression(
            compiling: "has(steps.t02) ? steps.t02.n + steps['T02 x'][1] : -1", in: Self.environment())
        #expect(expression.variables.map(\.description) == ["steps.t02", "steps[\"T02 x\"]"])
        let (first, second) = (Array(#"{"n": 40}"#.utf8), Array("[1, 2]".utf8))
        try first.withUnsafeBytes { first in
            try second.withUnsafeBytes { second in
                let both = try expression.evaluate([.json(first), .json(second)])
                let absent = try expression.evaluate([.null, .json(second)])
                #expect(both == .int(42))
                #expect(absent == .int(-1))
            }
        }
    }

    @Test(
        "is refused where a namespace has no such member or is used as a value",
        arguments: [
            ("steps.t03", "1:7", "'steps' has no member \"t03\"", "did you mean \"t02\"?"),
            ("steps['charge crad']", "1:6", "'steps' has no member \"charge crad\"", "did you mean \"charge card\"?"),
            ("steps.nothing", "1:7", "'steps' has no member \"nothing\"", "it has \"T02 x\", \"t02\", \"charge card\""),
            ("steps", "1:1", "'steps' is a group of values, not a value", "name one of them: steps[\"T02 x\"]"),
            ("steps[input]", "1:6", "a member of 'steps' must be named by a constant", "write steps[\"T02 x\"]"),
            ("times.t02 + 1", "1:11", "'+' does not take timestamp and int", nil),
            ("has(times.t2)", "1:11", "'times' has no member \"t2\"", "did you mean \"t02\"?"),
        ] as [(String, String, String, String?)])
    func refused(source: String, place: String, message: String, hint: String?) {
        let error = #expect(throws: ExpressionError.self) { try Expression(compiling: source, in: Self.environment()) }
        #expect(error?.place.description == place)
        #expect(error?.message == message)
        #expect(error?.hint == hint)
    }

    @Test("compares names as bytes: composed and decomposed letters are two members")
    func normalForms() throws {
        var environment = Environment()
        environment.declare(namespace: "steps", members: [("\u{e9}", .int), ("e\u{301}", .int)])
        let expression = try Expression(compiling: "steps['\u{e9}'] - steps['e\u{301}']", in: environment)
        #expect(expression.variables.count == 2)
        #expect(expression.references.count == 2)
        #expect(try expression.evaluate([.value(.int(5)), .value(.int(3))]) == .int(2))
    }

    @Test("resolves names in the container first")
    func containers() throws {
        var environment = Environment(container: "a.b")
        environment.declare("a.b.x", .int)
        environment.declare("a.y", .string)
        environment.declare("x", .bool)
        #expect(try Expression(compiling: "x", in: environment).resultType == .int)
        #expect(try Expression(compiling: ".x", in: environment).resultType == .bool)
        #expect(try Expression(compiling: "y", in: environment).references.map(\.variable) == ["a.y"])
    }

    @Test(
        "has a type as far as it is known",
        arguments: [
            ("1 + 2", .int), ("input + 1", .int), ("input + input", .dyn), ("input.a", .dyn), ("[1, 2]", .list(.int)),
            ("[1, 'a']", .list(.dyn)),
            ("{'a': 1u}", .map(.string, .uint)), ("times.t02", .timestamp), ("times.t02 - times.t02", .duration),
            ("[1].map(x, string(x))", .list(.string)),
            ("input.a ? 1 : 2", .int), ("input.a ? 'a' : null", .dyn),
            ("{'a': 1}.transformMap(k, v, k)", .map(.string, .string)), ("type(1)", .type),
            ("[1, 2].filter(x, x > 1)[0]", .int), ("size(input) > 1", .bool), ("dyn(1)", .dyn),
            ("[[1], []]", .list(.list(.dyn))),
        ] as [(String, CELType)])
    func types(source: String, type: CELType) throws {
        #expect(try Expression(compiling: source, in: Self.environment()).resultType == type)
    }
}
