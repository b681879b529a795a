import SluiceExpressions
import Testing

@Suite("Regular expressions")
struct PatternTests {
    static func matches(_ text: String, _ pattern: String) throws -> Bool {
        var environment = Environment()
        environment.declare("text", .string)
        var quoted: [UInt8] = []
        JSONWriter.string(pattern, into: &quoted)
        let expression = try Expression(
            compiling: "text.matches(\(String(decoding: quoted, as: UTF8.self)))", in: environment)
        return try expression.evaluateBool([.value(.text(text))])
    }

    @Test(
        "match a part of the text",
        arguments: [
            ("", ""), ("abc", "b"), ("abc", "^abc$"), ("abc", "a.c"), ("a\nc", "(?s)a.c"), ("aaa", "^a{3}$"),
            ("aaaa", "^a{2,4}$"), ("ab", "^a{1,}b"), ("a{b", "a{b"), ("foo", "foo|bar"), ("bar", "^(foo|bar)$"),
            ("x", "x?"),
            ("colour", "colou?r"), ("a1_", "^\\w+$"), ("12", "^\\d\\d$"), ("a b", "a\\sb"), ("é", "^.$"),
            ("日本", "^..$"),
            ("-", "^[a\\-z]$"), ("]", "^[]]$"), ("^", "^[\\^]$"), ("b", "[^a]"), ("Ab", "(?i)aB"), ("Ab", "(?i:A)b"),
            ("K", "(?i)[a-z]"), ("one\ntwo", "(?m)^two$"), ("one two", "\\btwo\\b"), ("ab", "(?P<x>a)(?<y>b)"),
            ("a.b", "a\\.b"),
            ("a.b", "\\Qa.b\\E"), ("\t", "\\t"), ("A", "\\x41"), ("😀", "\\x{1F600}"), ("x", "[[:alpha:]]"),
            ("1", "[[:^alpha:]]"),
            ("aaa", "a*?$"), ("abab", "^(ab)+$"), ("", "^$"), ("a", "(|a)"), ("\u{e9}", "^[À-ÿ]$"), ("\u{1}", "\\001"),
            ("a", "\\Aa\\z"),
            ("ab", "a\\Bb"), ("x-y", "[\\w-]+"), ("a", "((((a))))"), ("fooBAR", "foo(?i)bar"),
        ])
    func match(text: String, pattern: String) throws {
        #expect(try Self.matches(text, pattern))
    }

    @Test(
        "do not match what is not there",
        arguments: [
            ("", "a"), ("abc", "^b"), ("a\nc", "a.c"), ("aa", "^a{3}$"), ("aaaaa", "^a{2,4}$"), ("foo", "^(bar|baz)"),
            ("é", "\\w"), ("a", "[^a]"), ("Ab", "ab"), ("AB", "(?i:a)b"), ("one\ntwo", "^two$"), ("onetwo", "\\btwo"),
            ("e\u{301}", "^\u{e9}$"), ("axb", "a\\.b"), ("a\n", "a$"), ("x", "[[:digit:]]"), ("b", "^a*$"),
            ("bar", "(?i)foo(?-i)BAR"),
        ])
    func noMatch(text: String, pattern: String) throws {
        #expect(try !Self.matches(text, pattern))
    }

    @Test(
        "say what they do not take, and where",
        arguments: [
            ("(a)\\1", 3, "back references"), ("a(?=b)", 1, "look-around"), ("(?<!a)b", 0, "look-around"),
            ("(a", 0, "not closed"),
            ("a)", 1, "without its '('"), ("[a", 0, "not closed"), ("*a", 0, "nothing to repeat"),
            ("a**", 2, "side by side"),
            ("a{5,2}", 1, "from more to less"), ("a{1001}", 1, "exceeds 1000"), ("[z-a]", 1, "backwards"),
            ("\\p{L}", 0, "Unicode"),
            ("\\", 0, "backslash"), ("\\y", 0, "means nothing"), ("(?i)é", 4, "ASCII"), ("[[:nope:]]", 1, "no class"),
            ("(?x)a", 2, "flags"), ("((a{1000}){1000}){1000}", 0, "larger than"), ("\\C", 0, "not supported"),
            ("(?", 0, "not closed"),
        ])
    func refuse(pattern: String, offset: Int, words: String) {
        let error = #expect(throws: ExpressionError.self) { _ = try Self.matches("", pattern) }
        #expect(error?.code == .constant)
        #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
        #expect(error?.message.contains("byte \(offset) of the pattern") == true, "\(error?.message ?? "")")
        #expect(error?.place.offset == 13)
    }

    @Test("bound how deep groups nest")
    func nesting() {
        let deep = String(repeating: "(", count: 10_000)
        #expect(throws: ExpressionError.self) { _ = try Self.matches("", deep) }
    }

    @Test(
        "take time linear in the text",
        arguments: [
            "(a*)*b", "(x+x+)+y", "(a|a)*b", "(a?){50}a{50}b", "(.*)(.*)(.*)(.*)[^a]b", "^(([a-z])+.)+[A-Z]([a-z])+$",
        ])
    func linear(pattern: String) throws {
        var environment = Environment()
        environment.declare("text")
        let expression = try Expression(compiling: "text.matches(r'\(pattern)')", in: environment)
        func cost(_ count: Int) throws -> Int {
            var budget = 100_000_000
            let text = CELValue.text(String(repeating: pattern.contains("x") ? "x" : "a", count: count))
            let isMatch = try [Binding.value(text)].withUnsafeBufferPointer {
                try expression.evaluateBool($0, spending: &budget)
            }
            #expect(!isMatch)
            return 100_000_000 - budget
        }
        let (small, large) = (try cost(1000), try cost(10_000))
        #expect(large < small * 12, "\(small) and \(large)")
    }

    @Test("stop at the budget")
    func budget() throws {
        var environment = Environment()
        environment.declare("text")
        let expression = try Expression(compiling: "text.matches('(a?){100}b')", in: environment, costLimit: 1000)
        let error = #expect(throws: EvaluationError.self) {
            try expression.evaluate([.value(.text(String(repeating: "a", count: 10_000)))])
        }
        #expect(error?.code == .budget)
    }

    @Test("are compiled at run time where the pattern is not constant")
    func dynamic() throws {
        var environment = Environment()
        environment.declare("pattern", .string)
        let expression = try Expression(compiling: "'hubba'.matches(pattern)", in: environment)
        #expect(try expression.evaluateBool([.value(.text("^h.b+a$"))]))
        let error = #expect(throws: EvaluationError.self) { try expression.evaluateBool([.value(.text("a("))]) }
        #expect(error?.code == .pattern)
        #expect(error?.message.contains("byte 1 of the pattern") == true)
    }
}
