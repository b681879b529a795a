import SluiceExpressions
import Testing

@Suite("A mistake in an expression")
struct MistakeTests {
    struct Mistake: CustomTestStringConvertible {
        let source: String
        let place: String
        let message: String
        let hint: String?
        var document = Fixture.document

        init(_ source: String, _ place: String, _ message: String, _ hint: String? = nil, many: Bool = false) {
            (self.source, self.place, self.message, self.hint) = (source, place, message, hint)
            if many { document = "{" + (1...13).map { "\"key-\($0)\": \($0)" }.joined(separator: ", ") + "}" }
        }

        var testDescription: String { source }
    }

    static func environment() -> Environment {
        var environment = Environment()
        environment.declare("input")
        environment.declare("total", .int)
        environment.declare("name", .string)
        environment.declare("items", .list(.map(.string, .int)))
        environment.declare("started", .timestamp)
        return environment
    }

    static let compileTime: [Mistake] = [
        Mistake("", "1:1", "the expression is empty"),
        Mistake("(1 + 2", "1:7", "expected ')' to close the '(' at 1:1, found the end of the expression", "add ')'"),
        Mistake("[1, 2", "1:6", "expected ']' to close the '[' at 1:1, found the end of the expression", "add ']'"),
        Mistake(
            "size(items", "1:11", "expected ')' to close the '(' at 1:5, found the end of the expression", "add ')'"),
        Mistake("1 + ", "1:5", "expected a value, found the end of the expression"),
        Mistake("1 2", "1:3", "expected an operator or the end, found the number 2"),
        Mistake("total > 1)", "1:10", "expected an operator or the end, found ')'", "remove it, or open it before"),
        Mistake("total = 1", "1:7", "found '=', which means nothing here", "equality is written =="),
        Mistake("true & false", "1:6", "found '&', which means nothing here", "'and' is written &&"),
        Mistake("true and false", "1:6", "expected an operator or the end, found 'and'", "'and' is written &&"),
        Mistake("(true or false)", "1:7", "expected ')' to close the '(' at 1:1, found 'or'", "'or' is written ||"),
        Mistake(
            "'abc", "1:1", "the string that begins here does not end", "add ', or use ''' for text over several lines"),
        Mistake(
            "'a\\qb'", "1:3", "found an escape that means nothing",
            "write \\\\ for a backslash, or r\"…\" for text without escapes"),
        Mistake("'\\ud800'", "1:2", "the escape stands for no Unicode character", "surrogates are not allowed"),
        Mistake(
            "9223372036854775808", "1:1", "the integer exceeds 64 bits",
            "write it with a point to make it a double, or with u behind it"),
        Mistake("12abc", "1:3", "found 'a' right behind a number", "names do not begin with a digit"),
        Mistake("1e", "1:1", "the exponent of a number has no digits", "write 1e6"),
        Mistake("for + 1", "1:1", "'for' is a reserved word and cannot be a name", "choose another name"),
        Mistake("{1, 2}", "1:3", "expected ':' between a key and its value, found ','", "write {key: value}"),
        Mistake("true ? 1", "1:9", "expected ':', found the end of the expression", "write condition ? value : other"),
        Mistake("input.?a", "1:7", "optional access is not part of this language", "test with has(value.field)"),
        Mistake("Order{id: 1}", "1:6", "messages are not part of this language", "write a map: {\"key\": value}"),
        Mistake(
            "input.", "1:7", "expected a field name behind '.', found the end of the expression",
            "write [\"…\"] for a key that is no name"),
        Mistake("input.in", "1:7", "'in' is a word of the language and no field name", "write [\"in\"]"),
        Mistake("has(input)", "1:5", "has() takes one selection of a field", "write has(value.field)"),
        Mistake(
            "items.all(1, true)", "1:11", "expected a variable's name, to stand for each element",
            "write list.all(x, condition)"),
        Mistake("inptu.total", "1:1", "there is no variable 'inptu'", "did you mean 'input'?"),
        Mistake("zzz", "1:1", "there is no variable 'zzz'", "known here: input, total, name, items, started"),
        Mistake("size", "1:1", "there is no variable 'size'", "to call the function, write size(…)"),
        Mistake("true &&\n  totl > 1", "2:3", "there is no variable 'totl'", "did you mean 'total'?"),
        Mistake("'é' + totl", "1:7", "there is no variable 'totl'", "did you mean 'total'?"),
        Mistake(
            "now()", "1:1", "there is no function 'now'",
            "there is no clock in expressions: it would not be the same on every node and in every fold; use times.start"
        ),
        Mistake("sise(items)", "1:1", "there is no function 'sise'", "did you mean 'size'?"),
        Mistake("name.startWith('a')", "1:6", "there is no method 'startWith'", "did you mean 'startsWith'?"),
        Mistake("items.exist(i, true)", "1:7", "there is no method 'exist'", "did you mean 'exists'?"),
        Mistake("startsWith(name, 'a')", "1:1", "startsWith is a method", "write value.startsWith(…)"),
        Mistake("name.int()", "1:6", "int is a function, not a method", "write int(value)"),
        Mistake("size(1, 2)", "1:1", "size() takes 1 arguments, found 2"),
        Mistake(
            "items.exists(i)", "1:7", "exists() is a macro and does not take this form",
            "write list.exists(x, condition)"),
        Mistake("total + name", "1:7", "'+' does not take int and string", "convert the other side with string()"),
        Mistake("total > 1.5", "1:7", "'>' does not take int and double", "convert one side: int(…) or double(…)"),
        Mistake(
            "name == 1", "1:6", "'==' does not take string and int", "convert one side with int(), double() or string()"
        ),
        Mistake(
            "'a' in name", "1:5", "'in' does not take string and string",
            "for a part of a text write text.contains(part)"),
        Mistake("total && true", "1:1", "'&&' takes bool, found int", "compare it: number != 0"),
        Mistake("!name", "1:2", "'!' takes bool, found string", "compare it: text != \"\""),
        Mistake("-name", "1:1", "'-' takes int or double, found string"),
        Mistake(
            "true ? 1 : 'a'", "1:6", "both values of '? :' must have one type, found int and string",
            "convert one of them, or wrap one in dyn()"),
        Mistake(
            "items.filter(i, i.n)", "1:19", "the condition of the macro takes bool, found int",
            "compare it: number != 0"),
        Mistake("total.exists(x, x)", "1:1", "expected a list or map to go through, found int"),
        Mistake("total.a", "1:7", "int has no field 'a'"),
        Mistake(
            "items.sku", "1:7", "list(map(string, int)) has no field 'sku'",
            "take an element first: list[0], or go through it: list.exists(x, …)"),
        Mistake("items['a']", "1:7", "the index of a list is an int, found string"),
        Mistake(
            "size(total)", "1:1", "size() does not take (int)",
            "it takes (string), (bytes), (list(dyn)), (map(dyn, dyn))"),
        Mistake("{1.5: 2}", "1:2", "double cannot be the key of a map", "keys are string, int, uint or bool"),
        Mistake("{'a': 1, 'a': 2}", "1:10", "the key string \"a\" stands twice in one map", "remove one of the two"),
        Mistake(
            "timestamp('2025-13-01T00:00:00Z')", "1:11", "string \"2025-13-01T00:00:00Z\" is no time",
            "write it as 2025-01-31T12:00:00Z, in the years 1 to 9999"),
        Mistake(
            "duration('1 day')", "1:10", "string \"1 day\" is no duration",
            "write it as 1h30m, 1.5s or 20ms, within 292 years"),
        Mistake(
            "started.getHours('Europe/Paris')", "1:18",
            "the time zone 'Europe/Paris' is not offered: rules of named zones differ between machines and change",
            "use 'UTC' or a fixed offset such as '+02:00'"),
        Mistake(
            "name.matches('(')", "1:14",
            "the pattern does not compile: the '(' here is not closed (byte 0 of the pattern)",
            "add ')', or write \\( for a parenthesis"),
    ]

    @Test("is refused with its place, what was expected, and a remedy", arguments: compileTime)
    func refused(mistake: Mistake) {
        let error = #expect(throws: ExpressionError.self) {
            try Expression(compiling: mistake.source, in: Self.environment())
        }
        #expect(error?.message == mistake.message)
        #expect(error?.hint == mistake.hint)
        #expect(error?.place.description == mistake.place)
    }

    static let runTime: [Mistake] = [
        Mistake("input.totl", "1:7", "there is no key string \"totl\" here", "did you mean \"total\"?"),
        Mistake("input.nested.zzz", "1:14", "there is no key string \"zzz\" here", "the keys are \"a\""),
        Mistake("input.total.x", "1:13", "found int 129, which has no field or element string \"x\"", nil),
        Mistake(
            "input.none.x", "1:12", "found null, which has no field or element string \"x\"",
            "test it before: input.none == null ? null : …"),
        Mistake(
            "input.none > 5", "1:12", "found null and int 5, which '>' does not take",
            "test it before: input.none != null && …"),
        Mistake(
            "5 + input.none", "1:3", "found int 5 and null, which '+' does not take",
            "test it before: input.none == null ? null : …"),
        Mistake(
            "input.none['odd key'] == 1", "1:11", "found null, which has no field or element string \"odd key\"",
            "test it before: input.none != null && …"),
        Mistake(
            "has(input.none.x)", "1:16", "found null, which has no field or element string \"x\"",
            "test it before: input.none != null && …"),
        Mistake(
            "input.none.exists(x, x)", "1:7", "expected a list or map to go through, found null",
            "test it before: input.none != null && …"),
        Mistake(
            "size(input.none) > 0", "1:1", "found null, which size() does not take",
            "test it before: input.none != null && …"),
        Mistake(
            "input.none.startsWith('A')", "1:12", "found null and string \"A\", which startsWith() does not take",
            "test it before: input.none != null && …"),
        Mistake(
            "size(input.none)", "1:1", "found null, which size() does not take",
            "test it before: input.none == null ? null : …"),
        Mistake(
            "-input.none", "1:1", "found null, which '-' does not take", "test it before: input.none == null ? null : …"
        ),
        Mistake(
            "input.none > 5 ? 1 : 2", "1:12", "found null and int 5, which '>' does not take",
            "test it before: input.none != null && …"),
        Mistake("input.none && true", "1:7", "expected a bool, found null", "compare it: input.none == true"),
        Mistake("!input.none", "1:8", "expected a bool, found null", "compare it: input.none == true"),
        Mistake("input.tags[2]", "1:11", "the list has no element number int 2", "compare with size(list) before"),
        Mistake("input.tags['a']", "1:11", "expected a whole number as index of a list, found string \"a\"", nil),
        Mistake(
            "input.total + input.price", "1:13", "found int 129 and double 84.5, which '+' does not take",
            "convert one side with int(), uint() or double()"),
        Mistake(
            "input.name + 1", "1:12", "found string \"Ada\" and int 1, which '+' does not take", "convert with string()"
        ),
        Mistake("1 / (input.total - 129)", "1:3", "division of int 1 by zero", "compare the divisor with 0 before"),
        Mistake(
            "input.total * 9223372036854775807", "1:13",
            "'*' on int 129 and int 9223372036854775807 exceeds the range of int", nil),
        Mistake("input.name && true", "1:7", "expected a bool, found string \"Ada\"", "compare it: value == …"),
        Mistake("input.name.exists(x, x)", "1:7", "expected a list or map to go through, found string \"Ada\"", nil),
        Mistake("int(input.name)", "1:1", "string \"Ada\" does not convert by int()", nil),
        Mistake(
            "timestamp(input.name)", "1:1", "string \"Ada\" does not convert by timestamp()",
            "write it as 2025-01-31T12:00:00Z, in the years 1 to 9999"),
        Mistake(
            "timestamp(0).getHours('Asia/' + input.name)", "1:14",
            "the time zone 'Asia/Ada' is not offered: rules of named zones differ between machines and change",
            "use 'UTC' or a fixed offset such as '+02:00'"),
        Mistake("size(input.total)", "1:1", "found int 129, which size() does not take", nil),
        Mistake("{input.name: 1, 'Ada': 2}", "1:1", "the key string \"Ada\" stands twice in one map", nil),
        Mistake(
            "{input.price: 1}", "1:8", "double 84.5 cannot be the key of a map", "keys are string, int, uint or bool"),
        Mistake("input.total < input.name", "1:13", "found int 129 and string \"Ada\", which '<' does not take", nil),
    ]

    @Test("that only values show ends the evaluation with its place", arguments: runTime)
    func evaluation(mistake: Mistake) {
        let error = #expect(throws: EvaluationError.self) { try Fixture.value(mistake.source) }
        #expect(error?.message == mistake.message)
        #expect(error?.hint == mistake.hint)
        #expect(error?.place.description == mistake.place)
    }

    @Test("has a remedy that works as it is told", arguments: runTime + many)
    func remedies(mistake: Mistake) throws {
        guard let hint = mistake.hint else { return }
        let document = mistake.document
        if let colon = hint.firstRange(of: "before: ") {
            // Guarded like this the mistake does not happen: what stands behind the test is not reached, and what comes
            // of it is of the kind that the expression has.
            let remedy = hint[colon.upperBound...]
            let isCondition = remedy.contains("&&")
            let guarded = remedy.replacing("…", with: isCondition ? "dyn(\(mistake.source)) != 7" : mistake.source)
            #expect(try Fixture.json(String(guarded), document: document) == (isCondition ? "false" : "null"))
        } else if let colon = hint.firstRange(of: "compare it: input") {
            let test = "input" + hint[colon.upperBound...]
            #expect(try Fixture.json(test, document: document) == "false")
        }
    }

    /// Of an object with too many keys to tell them all.
    static let many: [Mistake] = [
        Mistake(
            "input.x", "1:7", "there is no key string \"x\" here", "test for it before: has(input.x) ? … : null",
            many: true),
        Mistake(
            "input['odd one']", "1:6", "there is no key string \"odd one\" here",
            "test for it before: \"odd one\" in input ? … : null", many: true),
        Mistake(
            "input.x > 1", "1:7", "there is no key string \"x\" here", "test for it before: has(input.x) && …",
            many: true),
    ]

    @Test("is told of an object with many keys, too", arguments: many)
    func manyKeys(mistake: Mistake) {
        let error = #expect(throws: EvaluationError.self) {
            try Fixture.value(mistake.source, document: mistake.document)
        }
        #expect(error?.hint == mistake.hint)
        #expect(error?.place.description == mistake.place)
    }

    @Test(
        "in a bound document is named",
        arguments: [
            "{\"a\" 1}", "{\"a\":", "{\"a\":tru}", "x", "", "{\"b\":[1,2}", "{\"a\":\"\\ud800\"}", "{\"a\":1e999}",
        ])
    func documents(document: String) {
        let error = #expect(throws: EvaluationError.self) {
            try Fixture.value("input.a == 1 || true", document: document)
        }
        #expect(error?.code == .document)
    }

    @Test("is told at a result of the wrong kind, and at a missing binding")
    func results() throws {
        let expression = try Expression(compiling: "input", in: Fixture.environment())
        let error = #expect(throws: EvaluationError.self) { try expression.evaluateBool([.value(.int(1))]) }
        #expect(error?.message == "expected a bool as result, found int 1")
        let missing = #expect(throws: EvaluationError.self) { try expression.evaluate([]) }
        #expect(missing?.message == "no value is bound to 'input'")
    }
}
