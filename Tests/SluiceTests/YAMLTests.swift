import Sluice
import SluiceKernel
import Testing

@Suite struct `YAML is read with the meaning of version 1.2` {
    private func value(_ text: String) throws -> ScalarValue {
        let document = YAMLDocumentParser.parse(Array("v: \(text)\n".utf8))
        guard case .mapping(let entries) = document.root?.content, case .scalar(let scalar) = entries[0].value.content
        else {
            throw document.problems.first ?? Problem(.syntax, "no scalar")
        }
        return scalar.value
    }

    @Test(
        arguments: [
            ("no", .string("no")), ("Yes", .string("Yes")), ("on", .string("on")), ("0123", .string("0123")),
            ("12:30:45", .string("12:30:45")), ("1_000", .string("1_000")), ("2026-01-01", .string("2026-01-01")),
            ("\"5\"", .string("5")), ("'true'", .string("true")), ("5", .int(5)), ("0x10", .int(16)),
            ("1e2", .float(100)),
            ("true", .bool(true)), ("", .null), ("~", .null), ("|\n  5\n", .string("5\n")),
            (">-\n  a\n  b", .string("a b")),
            ("=", .string("=")), ("\"a\\tb\\u00e9\\\n  c\"", .string("a\tbéc")),
        ] as [(String, ScalarValue)])
    func `scalars`(_ text: String, _ expected: ScalarValue) throws {
        #expect(try value(text) == expected)
    }

    @Test func `words of YAML 1.1 are keys like any other`() throws {
        let document = YAMLDocumentParser.parse(Array("on: 1\nno: 2\n1: 3\nnull: 4\n".utf8))
        guard case .mapping(let entries) = document.root?.content else { throw Problem(.syntax, "no mapping") }
        #expect(entries.map(\.key) == ["on", "no", "1", "null"])
    }

    @Test func `anchors are expanded where they are used`() {
        let text = """
            sluice: 1
            workflow: w
            version: 1
            steps:
              a: {task: t, retry: &gently {attempts: 3, first: 5s}}
              b: {task: t, retry: *gently}
            """
        let definition = WorkflowDocument.read(Array(text.utf8), format: .yaml).definition
        guard case .task(let settings, _) = definition?.steps[1].kind else { return #expect(Bool(false)) }
        #expect(settings.retry == RetryPolicy(attempts: 3, first: 5_000))
    }

    @Test func `a bomb of aliases is refused`() throws {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...9 {
            let alias = "*a\(level - 1)"
            text += "a\(level): &a\(level) [\(Array(repeating: alias, count: 10).joined(separator: ", "))]\n"
        }
        let problem = try #require(YAMLDocumentParser.parse(Array(text.utf8)).problems.first)
        #expect(problem.code == .tooLarge)
        #expect(problem.message.contains("once aliases are expanded"))
    }

    @Test func `aliases count for depth`() throws {
        var text = "a0: &a0 [x]\n"
        for level in 1...70 { text += "a\(level): &a\(level) [*a\(level - 1)]\n" }
        let problem = try #require(YAMLDocumentParser.parse(Array(text.utf8)).problems.first)
        #expect(problem.message.contains("more than 64 levels"))
        #expect(problem.place?.line == 64)
    }

    @Test func `deep and large texts are refused quickly`() {
        let megabyte = DocumentLimits.bytes
        let refused = ["[", "{a: ", "- ", "? ", "a: ", "&a ", "!!x ", "\"\"\"", "#", "*a ", "%", "\t", "{", "[,"]
        let fine = ["'", "|\n ", "a\n"]
        for text in refused + fine {
            let bytes = Array(String(repeating: text, count: megabyte / text.utf8.count).utf8)
            #expect(YAMLDocumentParser.parse(bytes).problems.isEmpty == fine.contains(text), "\(text)")
        }
        #expect(
            YAMLDocumentParser.parse([UInt8](repeating: 0x20, count: megabyte + 1)).problems.first?.code == .tooLarge)
    }

    @Test func `bytes that are no text are refused with their place`() throws {
        let problem = try #require(
            YAMLDocumentParser.parse(Array("a: 1\nb: ".utf8) + [0xc3, 0x28], file: "f").problems.first)
        #expect(problem.place == FilePlace(file: "f", line: 2, column: 4))
        let control = try #require(YAMLDocumentParser.parse(Array("a: 1\nb: \u{1}".utf8), file: "f").problems.first)
        #expect(control.message.contains("control characters are not allowed (U+1)"))
        let zero = YAMLDocumentParser.parse(Array("a: 1\nb: \u{0}x".utf8), file: "f")
        #expect(!zero.problems.isEmpty)
        let sixteen = YAMLDocumentParser.parse([0xff, 0xfe, 0x61, 0x00])
        #expect(sixteen.problems.first?.message.contains("not UTF-8") == true)
    }

    @Test func `a byte order mark and other line ends do no harm`() {
        let text = "\u{feff}sluice: 1\r\nworkflow: w\r\nversion: 1\r\nsteps:\r\n  a: {task: t, oops: 1}\r\n"
        let problem = WorkflowDocument.read(Array(text.utf8), format: .yaml).problems.first
        #expect(problem?.place?.withoutFile == "5:16")
    }
}
