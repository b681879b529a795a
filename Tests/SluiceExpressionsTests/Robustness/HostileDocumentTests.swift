import SluiceExpressions
import Testing

@Suite("Hostile documents give a value or an error")
struct HostileDocumentTests {
    static let documents = [
        Fixture.document, #"{"a":[1,2,{"b":"c\u00e9\\"}],"k":-1.5e+10,"t":true,"n":null}"#,
        #"[[],{},[{}],"",0,"\ud83d\ude00"]"#, "\"text\"", "-12.5",
        #" { "items" : [ { "sku" : "A" , "n" : 1 } ] , "tags" : [ "x" ] } "#,
    ]

    static let sources = [
        "input", "input.total", "input.items", "input.items.map(i, i.sku)", "input.tags == ['x', 'y']", "size(input)",
        "input.nested.a.b.c[1]", "input.all(k, input[k] == null || true)",
        "input == input", "input.transformMap(k, v, v)", "input.map(x, x)", "input.note + input.name",
    ]

    static let expressions = sources.map { try! Expression(compiling: $0, in: Fixture.environment()) }

    /// Reads the bytes in every way there is. If they are valid, what comes out is valid too.
    static func read(_ document: [UInt8]) {
        let isValid = (try? JSON.validate(document)) != nil
        document.withUnsafeBytes { bytes in
            for expression in expressions {
                var output: [UInt8] = []
                let bindings = expression.variables.map { _ in Binding.json(bytes) }
                _ = try? expression.evaluate(bindings, budget: 100_000)
                if (try? expression.evaluateJSON(bindings, budget: 100_000, into: &output)) != nil, isValid {
                    #expect(throws: Never.self) { try JSON.validate(output) }
                }
            }
            _ = try? JSON.value(in: bytes)
            _ = try? JSON.string(bytes)
            _ = try? JSON.number(bytes)
            _ = try? JSON.member(Array("n".utf8), in: bytes)
            if var elements = try? JSONElements(bytes) { while (try? elements.next()) != nil {} }
            if var members = try? JSONMembers(bytes) { while (try? members.next()) != nil {} }
        }
    }

    @Test("cut anywhere", arguments: documents)
    func truncated(document: String) {
        let bytes = Array(document.utf8)
        for count in 0..<bytes.count {
            let cut = Array(bytes[..<count])
            Self.read(cut)
            // A number is a shorter number; nothing else is valid when cut, but for white space behind it.
            if document.first == "-" || document.hasSuffix(" ") { continue }
            #expect(throws: JSONError.self) { try JSON.validate(cut) }
        }
    }

    @Test("with any byte changed", arguments: documents)
    func changed(document: String) {
        let bytes = Array(document.utf8)
        for place in bytes.indices {
            for flip in [0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0xFF] as [UInt8] {
                var other = bytes
                other[place] ^= flip
                Self.read(other)
            }
        }
    }

    @Test("made of random pieces", arguments: [7, 8, 9] as [UInt64])
    func random(seed: UInt64) {
        print("documents: seed \(seed)")
        var random = SplitMix(seed: seed)
        let pieces = [
            "{", "}", "[", "]", ":", ",", "\"", "\\", "\"a\"", "\"items\"", "1", "-", "1.5e3", "true", "null", " ",
            "\\u00e9", "\u{7f}", "é", "\"\":",
        ]
        for _ in 0..<3000 {
            let text = (0..<Int.random(in: 0..<24, using: &random)).map { _ in pieces.randomElement(using: &random)! }
                .joined()
            Self.read(Array(text.utf8))
        }
    }

    @Test("nested without end")
    func nested() {
        for open in ["[", "{\"a\":", "[{\"a\":", "\"", "{"] {
            Self.read(Array(String(repeating: open, count: 50_000).utf8))
        }
    }
}
