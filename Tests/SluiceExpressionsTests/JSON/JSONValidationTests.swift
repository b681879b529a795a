import SluiceExpressions
import Testing

@Suite("Checking JSON")
struct JSONValidationTests {
    @Test(
        "accepts what RFC 8259 calls JSON",
        arguments: [
            "null", "true", " false ", "0", "-0", "12", "-1.5e+3", "1E9", "\"\"", "\"a\\u00e9\\n\\/\"", "[]",
            "[ 1 , 2 ]",
            "{}", "{\"a\":{\"b\":[{}]},\"\":0}", "\"\\ud83d\\ude00\"", "\"ÿ€😀\"", "\r\n\t[\n]\r", "[1e-400]",
            "{\"a\":1,\"A\":2}", "{\"é\":1,\"e\u{301}\":2}", "9223372036854775808",
        ])
    func accepts(text: String) throws {
        try JSON.validate(Array(text.utf8))
    }

    @Test(
        "refuses everything else and says where",
        arguments: [
            ("", 0, JSONError.Code.truncated), ("  ", 2, .truncated), ("nul", 3, .truncated), ("nuLl", 2, .unexpected),
            ("[1,]", 3, .unexpected), ("[1 2]", 3, .unexpected), ("[1", 2, .truncated), ("{\"a\" 1}", 5, .unexpected),
            ("{a:1}", 1, .unexpected), ("{\"a\":1,}", 7, .unexpected), ("{\"a\":1", 6, .truncated),
            ("01", 0, .invalidNumber), ("-", 1, .truncated), ("1.", 2, .truncated), ("1.x", 2, .invalidNumber),
            ("+1", 0, .unexpected), (".5", 0, .unexpected), ("1e", 2, .truncated), ("1e400", 0, .invalidNumber),
            ("-01", 0, .invalidNumber), ("\"a", 2, .truncated), ("\"\\x\"", 1, .invalidString),
            ("\"\\u12g4\"", 1, .invalidString), ("\"\\ud83d\"", 1, .invalidString), ("\"\\ude00\"", 1, .invalidString),
            ("\"\\ud83d\\u0041\"", 1, .invalidString), ("\"\n\"", 1, .invalidString), ("1 2", 2, .trailing),
            ("[1]]", 3, .trailing), ("{\"a\":1,\"b\":2,\"a\":3}", 13, .duplicateKey),
            ("{\"a\":1,\"\\u0061\":2}", 7, .duplicateKey), ("[{\"x\":{\"k\":1,\"k\":1}}]", 13, .duplicateKey),
            ("NaN", 0, .unexpected), ("'a'", 0, .unexpected), ("[1,/**/2]", 3, .unexpected),
            ("\u{FEFF}1", 0, .unexpected),
        ] as [(String, Int, JSONError.Code)])
    func refuses(text: String, offset: Int, code: JSONError.Code) {
        let error = #expect(throws: JSONError.self) { try JSON.validate(Array(text.utf8)) }
        #expect(error?.offset == offset, "\(error?.message ?? "")")
        #expect(error?.code == code, "\(error?.message ?? "")")
    }

    @Test(
        "refuses bytes that are not UTF-8",
        arguments: [
            [0xFF], [0xC0, 0x80], [0xC3], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x80],
        ] as [[UInt8]])
    func refusesOtherEncodings(bytes: [UInt8]) {
        let error = #expect(throws: JSONError.self) { try JSON.validate([0x22, 0x61] + bytes + [0x22]) }
        #expect(error?.offset == 2)
    }

    @Test("bounds how deep containers nest")
    func depth() throws {
        func nested(_ depth: Int) -> [UInt8] {
            Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
        }
        try JSON.validate(nested(JSON.maximumDepth))
        let error = #expect(throws: JSONError.self) { try JSON.validate(nested(JSON.maximumDepth + 1)) }
        #expect(error?.code == .tooDeep)
        #expect(throws: JSONError.self) { try JSON.validate(nested(1_000_000)) }
    }

    @Test("finds a duplicate among many keys")
    func manyKeys() throws {
        var members = (0..<5000).map { "\"key\($0)\":\($0)" }
        try JSON.validate(Array("{\(members.joined(separator: ","))}".utf8))
        members.append("\"\\u006bey4711\":0")
        let error = #expect(throws: JSONError.self) {
            try JSON.validate(Array("{\(members.joined(separator: ","))}".utf8))
        }
        #expect(error?.code == .duplicateKey)
    }
}
