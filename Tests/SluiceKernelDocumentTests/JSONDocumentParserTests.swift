import SluiceKernel
import Testing

@Suite struct `JSON becomes a tree with places` {
    private func parse(_ text: String) -> ParsedDocument { JSONDocumentParser.parse(Array(text.utf8), file: "d.json") }

    private func scalar(_ text: String) -> ScalarValue? {
        guard case .scalar(let scalar) = parse(text).root?.content else { return nil }
        return scalar.value
    }

    @Test func `scalars keep their meaning`() {
        #expect(scalar("null") == .null)
        #expect(scalar(" true ") == .bool(true))
        #expect(scalar("-0") == .int(0))
        #expect(scalar("12.50") == .float(12.5))
        #expect(scalar("1E+2") == .float(100))
        #expect(scalar("\"12\"") == .string("12"))
        #expect(scalar("\"\"") == .string(""))
        #expect(scalar(#""a\"\\\/\b\f\n\r\t\u0041\ud83d\ude00é""#) == .string("a\"\\/\u{8}\u{c}\n\r\tA😀é"))
    }

    @Test func `keys and values know their places`() throws {
        guard case .mapping(let entries) = parse("{\"ä\": 1,\n  \"b\": [\"x\", {}]}").root?.content else {
            throw Problem(.syntax, "no mapping")
        }
        #expect(entries.map(\.key) == ["ä", "b"])
        #expect(entries[0].keyPlace == FilePlace(file: "d.json", line: 1, column: 2))
        #expect(entries[0].value.place == FilePlace(file: "d.json", line: 1, column: 7))
        #expect(entries[1].keyPlace == FilePlace(file: "d.json", line: 2, column: 3))
        guard case .sequence(let items) = entries[1].value.content, case .scalar(let x) = items[0].content else {
            throw Problem(.syntax, "no list")
        }
        #expect(items[1].place == FilePlace(file: "d.json", line: 2, column: 14))
        #expect(x.textPlace == FilePlace(file: "d.json", line: 2, column: 10))
    }

    @Test(arguments: [
        ("", "1:1", "expected a value, found the end"),
        ("{", "1:2", "expected a key in double quotes, found the end"),
        ("{a:1}", "1:2", "expected a key in double quotes, found 'a'"),
        ("{\"a\" 1}", "1:6", "expected ':'"),
        ("{\"a\":1,}", "1:8", "expected a key"),
        ("[1,]", "1:4", "expected a value, found ']'"),
        ("[1 2]", "1:4", "expected ',' or ']'"),
        ("[1]]", "1:4", "expected the end of the text"),
        ("01", "1:2", "leading zero"),
        ("1.", "1:3", "expected a digit after the decimal point"),
        ("1e", "1:3", "expected a digit in the exponent"),
        ("-", "1:1", "expected a value"),
        ("+1", "1:1", "expected a value"),
        ("NaN", "1:1", "expected a value"),
        ("tru", "1:1", "expected a value"),
        ("truely", "1:5", "expected the end of 'true'"),
        ("'a'", "1:1", "expected a value"),
        ("\"a\nb\"", "1:3", "no bare control character"),
        ("\"abc", "1:5", "at the end of a string"),
        ("\"\\x\"", "1:3", "expected one of"),
        ("\"\\u12G4\"", "1:6", "four hexadecimal digits"),
        ("\"é\\ud800\"", "1:3", "half of a surrogate pair"),
        ("\"\\udc00\"", "1:2", "half of a surrogate pair"),
        ("\"\\ud800\\u0041\"", "1:2", "half of a surrogate pair"),
        ("// no\n1", "1:1", "expected a value"),
        ("{\"a\":1,\n \"a\":2}", "2:2", "key 'a' appears twice: first at 1:2"),
        ("{\"a\":1, \"\\u0061\":2}", "1:9", "key 'a' appears twice"),
    ])
    func `what is not JSON is told with its place`(_ text: String, _ place: String, _ message: String) throws {
        let problem = try #require(parse(text).problems.first)
        #expect(problem.place?.withoutFile == place)
        #expect(problem.message.contains(message), "\(problem)")
    }

    @Test func `keys that differ as bytes are different keys`() {
        #expect(parse("{\"\u{e9}\":1,\"e\u{301}\":2}").problems.isEmpty)
    }

    @Test func `bytes that are not UTF-8 are refused`() throws {
        let problem = try #require(JSONDocumentParser.parse([0x22, 0x61, 0xff, 0x22]).problems.first)
        #expect(problem.place?.withoutFile == "1:3")
        #expect(problem.message.contains("not UTF-8"))
    }

    @Test func `a byte order mark is skipped`() {
        #expect(JSONDocumentParser.parse([0xef, 0xbb, 0xbf] + Array("[]".utf8)).problems.isEmpty)
    }

    @Test func `64 levels are read and 65 are not`() throws {
        func nested(_ levels: Int) -> String {
            String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
        }
        #expect(parse(nested(64)).problems.isEmpty)
        let problem = try #require(parse(nested(65)).problems.first)
        #expect(problem.code == .tooLarge)
        #expect(problem.place?.withoutFile == "1:65")
    }

    @Test func `a mebibyte is read and a byte more is not`() throws {
        let text = "\"" + String(repeating: "a", count: DocumentLimits.bytes - 2) + "\""
        #expect(parse(text).problems.isEmpty)
        #expect(parse(text + " ").problems.first?.code == .tooLarge)
        #expect(parse(String(repeating: "[", count: DocumentLimits.bytes)).problems.first?.code == .tooLarge)
        #expect(parse("[" + String(repeating: "[],", count: 300_000) + "[]]").root != nil)
    }
}
