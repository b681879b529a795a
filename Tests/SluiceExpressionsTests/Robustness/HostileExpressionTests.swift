import SluiceExpressions
import Testing

import class Foundation.Thread

@Suite("Hostile expressions give a value or an error")
struct HostileExpressionTests {
    /// Compiles and, if that goes well, evaluates with a small budget. Returns whether there was a value.
    @discardableResult
    static func attempt(_ source: [UInt8], checking: Expression.Checking = .full) -> Bool {
        var environment = Fixture.environment()
        environment.declare("x", .int)
        environment.declare(namespace: "steps", members: [("a", .dyn), ("b c", .string)])
        guard
            let expression = try? Expression(compiling: source, in: environment, costLimit: 20_000, checking: checking)
        else { return false }
        return Array(Fixture.document.utf8).withUnsafeBytes { bytes in
            var output: [UInt8] = []
            let bindings = expression.variables.map { _ in Binding.json(bytes) }
            guard (try? expression.evaluateJSON(bindings, into: &output)) != nil else { return false }
            #expect(throws: Never.self) { try JSON.validate(output) }
            return true
        }
    }

    @Test(
        "however deep or long",
        arguments: [
            ("(", "1", ")"), ("[", "1", "]"), ("!", "true", ""), ("-", "1", ""), ("- ", "x", ""), ("", "input", ".a"),
            ("", "input", "[0]"), ("", "1", "+1"),
            ("{1:", "1", "}"), ("", "1", "==1"), ("", "true", "&&true"), ("", "true", "||x"), ("true?1:", "1", ""),
            ("size(", "input", ")"),
            ("[1].map(x,", "x", ")"), ("", "[1]", ".map(x,x)"), ("", "'a'", "+'b'"), ("has(", "a", ".b)"),
            ("", "a", ".b()"), ("(", "", ""), ("[", "", ""), ("{", "", ""),
            ("'", "", ""), ("\"\"\"", "", ""), ("//", "", "\n"), (".", "a", ""), ("`", "", ""), ("input[", "0", "]"),
            ("", "1", " in [1]"), ("1u-", "1u", ""), ("", "x", "?x:x"),
        ])
    func nesting(prefix: String, core: String, suffix: String) {
        for count in [10, 200, 249, 250, 251, 499, 500, 1000, 5000, 100_000] {
            let source = String(repeating: prefix, count: count) + core + String(repeating: suffix, count: count)
            Self.attempt(Array(source.utf8))
            Self.attempt(Array(source.utf8), checking: .none)
        }
    }

    @Test("of a megabyte are refused for their size")
    func size() {
        let error = #expect(throws: ExpressionError.self) {
            try Expression(compiling: [UInt8](repeating: UInt8(ascii: "("), count: 1_000_000))
        }
        #expect(error?.code == .limit)
    }

    #if DEBUG
    static let stackSize = 6 << 20
    #else
    static let stackSize = 1 << 20
    #endif

    @Test("within the limits compile and evaluate on a megabyte of stack, six times that without optimisation")
    func stack() throws {
        let deep: [String] = [
            String(repeating: "(", count: 249) + "x" + String(repeating: ")", count: 249),
            "x" + String(repeating: " + x", count: 490),
            String(repeating: "[1].map(y, ", count: 245) + "x" + String(repeating: ")", count: 245),
            "[x]" + String(repeating: ".map(y, y)", count: 245),
            String(repeating: "true ? 1 : ", count: 245) + "x",
            String(repeating: "[", count: 245) + "x" + String(repeating: "]", count: 245) + "==[x]",
            String(repeating: "{1:", count: 245) + "x" + String(repeating: "}", count: 245) + "=={1:x}",
        ]
        for source in deep {
            let outcome = Outcome()
            let thread = Thread {
                var environment = Environment()
                environment.declare("x", .int)
                let expression = try? Expression(compiling: source, in: environment, checking: .none)
                outcome.finish((try? expression?.evaluate([.value(.int(1))])) != nil)
            }
            thread.stackSize = Self.stackSize
            thread.start()
            #expect(outcome.wait(), "\(source.prefix(20))")
        }
    }

    static let seeds: [UInt64] = [1, 2, 3, 0x5151_CE]

    @Test("made of random bytes", arguments: seeds)
    func bytes(seed: UInt64) {
        print("random bytes: seed \(seed)")
        var random = SplitMix(seed: seed)
        for _ in 0..<2000 {
            let count = Int.random(in: 0..<60, using: &random)
            Self.attempt((0..<count).map { _ in UInt8.random(in: 0...255, using: &random) })
            Self.attempt((0..<count).map { _ in UInt8.random(in: 32...126, using: &random) })
        }
    }

    static let seedSources = [
        "input.total > 100 && input.items.exists(i, i.sku.startsWith('A'))",
        "[1, 2, 3].map(x, x * 2).filter(y, y > 2) == [4, 6]",
        "{'a': 1, 'b': [true, null, 1.5e3, 0x1F, 7u]}.transformMap(k, v, k + string(1))",
        "timestamp('2025-01-31T12:00:00Z') + duration('1h30m') > timestamp(0)",
        "has(input.nested.a) ? input.nested.a.b.c[1][0] : -9223372036854775808",
        "input.note.matches(r'^[a-z]+\\d{2,4}(foo|bar)*$') || !input.flag",
        "steps['b c'] == b'\\xff\\000' + b\"\"\"x\"\"\"",
        "'\\u00e9'.size() + size(input.tags) % 2 - int('12') / uint(3.5)",
        "input.items.all(k, v, k >= 0 && v.n in [0, 2])",
    ]

    @Test("made by changing good ones", arguments: seeds)
    func mutations(seed: UInt64) {
        print("mutations: seed \(seed)")
        var random = SplitMix(seed: seed)
        let pieces = [
            "(", ")", "[", "]", "{", "}", ".", ",", "?", ":", "'", "\"", "\\", "&&", "||", "==", "<", "in", " ", "\n",
            "null", "1", "-", "9999999999", "1e9", ".exists(x, x)", "u", "r'", "/", "%", "0.0", "dyn(", "matches",
        ]
        for _ in 0..<4000 {
            var source = Array(Self.seedSources.randomElement(using: &random)!.utf8)
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0...source.count, using: &random)
                switch Int.random(in: 0..<5, using: &random) {
                case 0 where place < source.count: source.remove(at: place)
                case 1 where place < source.count: source[place] = UInt8.random(in: 0...255, using: &random)
                case 2: source.insert(contentsOf: Array(pieces.randomElement(using: &random)!.utf8), at: place)
                case 3:
                    let end = Int.random(in: place...source.count, using: &random)
                    source.removeSubrange(place..<end)
                default:
                    let other = Array(Self.seedSources.randomElement(using: &random)!.utf8)
                    let from = Int.random(in: 0..<other.count, using: &random)
                    source.insert(contentsOf: other[from..<min(other.count, from + 12)], at: place)
                }
            }
            Self.attempt(source)
            Self.attempt(source, checking: .none)
        }
    }

    @Test("with random patterns", arguments: seeds)
    func patterns(seed: UInt64) {
        print("patterns: seed \(seed)")
        var random = SplitMix(seed: seed)
        let pieces = [
            "a", "b", "(", ")", "[", "]", "*", "+", "?", "{2}", "{1,3}", "|", "^", "$", ".", "\\", "\\d", "\\b", "(?i)",
            "(?:", "[^", "-", "é", "\\x{1F600}", "[:alpha:]", "\\Q", "\\E", "{", "}",
        ]
        for _ in 0..<3000 {
            let pattern = (0..<Int.random(in: 0..<10, using: &random)).map { _ in pieces.randomElement(using: &random)!
            }.joined()
            var quoted: [UInt8] = []
            JSONWriter.string(pattern, into: &quoted)
            Self.attempt(Array("'abcé-ab'.matches(".utf8) + quoted + Array(")".utf8))
        }
    }
}
