import SluiceExpressions
import Testing

@Suite("Evaluating on a JSON document")
struct EvaluationTests {
    @Test(
        "gives JSON",
        arguments: [
            ("input.total", "129"), ("input.price", "84.5"), ("input.big", "1000.0"), ("input.note", #""a\"bé""#),
            ("input.total + 1", "130"), ("input.total > 100 && input.flag", "true"),
            ("input.items", #"[{"sku": "A1", "n": 2}, {"sku": "B2", "n": 0}]"#),
            ("input.items[1].sku", "\"B2\""), ("input['odd key']", "5"), ("input.`odd key`", "5"),
            ("input.items.map(i, i.sku)", #"["A1","B2"]"#),
            ("input.items.filter(i, i.n > 0)", #"[{"sku": "A1", "n": 2}]"#),
            ("input.items.exists(i, i.sku == 'B2')", "true"),
            ("input.items.all(i, i.n > 0)", "false"), ("input.items.exists_one(i, i.n > 0)", "true"),
            ("size(input.items)", "2"),
            ("input.items.size() + input.nested.size()", "3"), ("input.nested.a.b.c[1][0]", "20"),
            ("input.none == null", "true"),
            ("has(input.none)", "true"), ("has(input.missing)", "false"), ("'x' in input.tags", "true"),
            ("'name' in input", "true"),
            ("input.tags + ['z']", #"["x","y","z"]"#), ("input.tags == ['x', 'y']", "true"),
            ("input.items[0] == {'n': 2, 'sku': 'A1'}", "true"),
            ("{'a': input.tags, 'b': {'c': input.note}}", #"{"a":["x", "y"],"b":{"c":"a\"bé"}}"#),
            ("input.nested.map(k, k)", "[\"a\"]"),
            ("input.items.transformList(i, v, string(i) + v.sku)", #"["0A1","1B2"]"#),
            ("input.items[0].transformMap(k, v, k == 'n' ? 'two' : v)", #"{"sku":"A1","n":"two"}"#),
            ("input.name + '!'", "\"Ada!\""), ("input.total == 129.0", "true"), ("input.total > 128.5", "true"),
            ("input.price * 2.0", "169.0"),
            ("timestamp('2025-01-31T12:00:00.5Z')", "\"2025-01-31T12:00:00.5Z\""), ("duration('90s')", "\"90s\""),
            ("duration('-1.5s')", "\"-1.5s\""), ("b'abc'", "\"YWJj\""),
            ("7u", "7"), ("[]", "[]"), ("{}", "{}"), ("'\\u0001'", "\"\\u0001\""),
            ("input.items.exists(i, 1 / i.n >= 0)", "true"), ("-5 % 3", "-2"),
            ("input.missing == 1 || input.flag", "true"), ("input.flag ? 'yes' : null", "\"yes\""),
            ("string(1.0) + string(0.5) + string(1e21) + string(1e-7)", "\"10.51e+211e-07\""),
            ("double('1e3')", "1000.0"), ("string(duration('1h1ms'))", "\"3600.001s\""),
            ("timestamp(0) + duration('36h')", "\"1970-01-02T12:00:00Z\""),
            ("timestamp('2024-02-29T23:00:00-02:00').getDate()", "1"),
            ("timestamp('2024-02-29T23:00:00Z').getDayOfYear('+01:00')", "60"),
            ("'é'.size() + 'e\u{301}'.size()", "3"), ("'\u{e9}' == 'e\u{301}'", "false"),
            ("{'\u{e9}': 1}.size() + {'\u{e9}': 1, 'e\u{301}': 2}.size()", "3"), ("// nothing\n 1 // end", "1"),
            ("input.nested.a.b.c.map(x, type(x) == int)", "[true,false]"), ("input.total in {129: 'x'}", "true"),
        ])
    func json(source: String, expected: String) throws {
        #expect(try Fixture.json(source) == expected)
    }

    @Test("reads null, numbers and strings bound as whole documents")
    func scalars() throws {
        #expect(try Fixture.value("input", document: " 5 ") == .int(5))
        #expect(try Fixture.value("input", document: "null") == .null)
        #expect(try Fixture.value("input", document: #""a\n""#) == .text("a\n"))
        #expect(try Fixture.value("input[0]", document: "[1.0]") == .double(1))
        #expect(
            try Fixture.value("input", document: #"{"b":[1],"a":{}}"#)
                == .map(CELMap([("b", .list([.int(1)])), ("a", .map(CELMap()))])))
    }

    @Test("takes values that the host built")
    func hostValues() throws {
        var environment = Environment()
        environment.declare("times", .map(.string, .timestamp))
        environment.declare("limit", .duration)
        let expression = try Expression(compiling: "times.a - times['b'] > limit", in: environment)
        #expect(expression.resultType == .bool)
        let times = CELMap([
            ("a", .timestamp(CELTimestamp(milliseconds: 7_200_000)!)),
            ("b", .timestamp(CELTimestamp(milliseconds: -1)!)),
        ])
        #expect(
            try expression.evaluateBool([
                .value(.map(times)), .value(.duration(CELDuration(nanoseconds: 3_600_000_000_000))),
            ]))
    }

    @Test("gives the same bytes each time, in the order of the document")
    func order() throws {
        let source = "input.transformMap(k, v, k).map(k, k)"
        let first = try Fixture.json(source)
        #expect(first == #"["total","price","name","note","items","tags","nested","none","flag","big","odd key"]"#)
        for _ in 0..<20 { #expect(try Fixture.json(source) == first) }
    }

    @Test("finds keys of large maps whatever their kind of number")
    func largeMaps() throws {
        let entries =
            (0..<40).map { "\($0): 'v\($0)'" } + (40..<60).map { "\($0)u: 'v\($0)'" } + ["'k': 'text'", "true: 'bool'"]
        let map = "{\(entries.joined(separator: ", "))}"
        for (key, value) in [
            ("17", "v17"), ("dyn(17.0)", "v17"), ("dyn(17u)", "v17"), ("dyn(41)", "v41"), ("'k'", "text"),
            ("true", "bool"),
        ] {
            #expect(try Fixture.value("\(map)[\(key)]") == .text(value))
        }
        #expect(throws: EvaluationError.self) { try Fixture.value("\(map)[dyn(17.5)]") }
        #expect(throws: ExpressionError.self) { try Fixture.value("{\(entries.joined(separator: ", ")), 41: 'again'}") }
    }

    @Test("writes no half of a value when it fails")
    func noHalf() throws {
        var output = Array("keep".utf8)
        for source in ["[1, 0.0 / 0.0]", "{'a': 1, 'b': [1.0 / 0.0]}", "[int]", "{1: 2}"] {
            let expression = try Expression(compiling: source)
            let error = #expect(throws: EvaluationError.self) { try expression.evaluateJSON([], into: &output) }
            #expect(error?.code == .result)
            #expect(output == Array("keep".utf8))
        }
    }
}
