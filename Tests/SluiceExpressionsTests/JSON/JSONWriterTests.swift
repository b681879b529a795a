import SluiceExpressions
import Testing

@Suite("Writing JSON")
struct JSONWriterTests {
    static func written(_ write: (inout [UInt8]) throws -> Void) rethrows -> String {
        var bytes: [UInt8] = []
        try write(&bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test("escapes only what it must")
    func strings() {
        #expect(
            Self.written { JSONWriter.string("a\"b\\c/é\n\u{1}\u{1f}\u{7f}😀", into: &$0) }
                == "\"a\\\"b\\\\c/é\\n\\u0001\\u001f\u{7f}😀\"")
        #expect(Self.written { JSONWriter.string("", into: &$0) } == "\"\"")
    }

    @Test("writes integers at both ends of their range")
    func integers() {
        #expect(Self.written { JSONWriter.int(.min, into: &$0) } == "-9223372036854775808")
        #expect(Self.written { JSONWriter.int(.max, into: &$0) } == "9223372036854775807")
        #expect(Self.written { JSONWriter.uint(.max, into: &$0) } == "18446744073709551615")
        #expect(Self.written { JSONWriter.int(0, into: &$0) } == "0")
        #expect(Self.written { JSONWriter.int(-10, into: &$0) } == "-10")
    }

    @Test(
        "writes doubles so that the same double comes back, as a double",
        arguments: [
            0, -0.0, 1, -1, 0.1, 1e21, 1e-7, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 123456789.123, 1e15,
            1e16, 1e17, .pi,
        ])
    func doubles(value: Double) throws {
        let text = try Self.written { try JSONWriter.double(value, into: &$0) }
        try JSON.validate(Array(text.utf8))
        guard case .double(let back) = try JSON.number(Array(text.utf8)) else {
            Issue.record("\(text) comes back as an integer")
            return
        }
        #expect(back == value && back.sign == value.sign)
    }

    @Test("refuses numbers that JSON lacks", arguments: [Double.nan, .infinity, -.infinity])
    func inexpressible(value: Double) {
        var bytes: [UInt8] = []
        let error = #expect(throws: JSONError.self) { try JSONWriter.double(value, into: &bytes) }
        #expect(error?.code == .inexpressible)
        #expect(bytes.isEmpty)
    }

    @Test(
        "writes base64",
        arguments: [("", "\"\""), ("f", "\"Zg==\""), ("fo", "\"Zm8=\""), ("foo", "\"Zm9v\""), ("foob", "\"Zm9vYg==\"")])
    func base64(text: String, encoded: String) {
        Array(text.utf8).withUnsafeBufferPointer { data in
            #expect(Self.written { JSONWriter.base64(data, into: &$0) } == encoded)
        }
    }
}
