import SluiceExpressions
import Testing

@Suite("Reading JSON where it lies")
struct JSONReadingTests {
    static func text(_ range: Range<Int>?, of json: String) -> String? {
        range.map { String(decoding: Array(json.utf8)[$0], as: UTF8.self) }
    }

    @Test(
        "finds a member by the bytes of its key",
        arguments: [
            (#"{"a":1}"#, "a", "1"), (#" { "a" : [ 1 , 2 ] , "b" : {} } "#, "b", "{}"), (#"{"a":1}"#, "b", nil),
            (#"{"aa":1,"a":"x]}"}"#, "a", #""x]}""#), (#"{"\u0061":7}"#, "a", "7"), (#"{"a\"b":7}"#, "a\"b", "7"),
            (#"{"x":"\\","y":true}"#, "y", "true"), (#"{"":null}"#, "", "null"), ("{}", "a", nil),
            (#"{"e\u0301":1,"é":2}"#, "\u{e9}", "2"), (#"{"e\u0301":1,"é":2}"#, "e\u{301}", "1"),
            (#"{"😀":1}"#, "😀", "1"), (#"{"\ud83d\ude00":1}"#, "😀", "1"),
            (#"{"long key with words":-1.5e3}"#, "long key with words", "-1.5e3"),
        ] as [(String, String, String?)])
    func member(json: String, key: String, value: String?) throws {
        #expect(Self.text(try JSON.member(key, in: Array(json.utf8)), of: json) == value)
    }

    @Test(
        "says that there is no object to look into",
        arguments: ["[1]", "1", "", "{\"a\"", "{\"a\":", "{\"b\":1 \"a\":2}", "{1:2}"])
    func noObject(json: String) {
        #expect(throws: JSONError.self) { try JSON.member("a", in: Array(json.utf8)) }
    }

    @Test("walks elements and members in the order of the document")
    func walks() throws {
        let json = #" { "z" : [ 1, "a,]" , {"q":[]} ] , "a" : null } "#
        let bytes = Array(json.utf8)
        try bytes.withUnsafeBytes { buffer in
            var members = try JSONMembers(buffer)
            let first = try #require(try members.next())
            let second = try #require(try members.next())
            let third = try members.next()
            #expect(third == nil)
            #expect(Self.text(first.key, of: json) == #""z""#)
            #expect(Self.text(second.value, of: json) == "null")
            let list = UnsafeRawBufferPointer(rebasing: buffer[first.value])
            var elements = try JSONElements(list)
            var found: [String] = []
            while let range = try elements.next() { found.append(String(decoding: list[range], as: UTF8.self)) }
            #expect(found == ["1", #""a,]""#, #"{"q":[]}"#])
        }
    }

    @Test("tells the kind and the extent of a value")
    func extent() throws {
        let bytes = Array(#"  {"a":[1,2]} , 5"#.utf8)
        #expect(JSON.kind(bytes) == .object)
        try bytes.withUnsafeBytes { buffer in
            let first = try JSON.value(in: buffer)
            let second = try JSON.value(at: 15, in: buffer)
            #expect(first == 2..<13)
            #expect(second == 16..<17)
            #expect(throws: JSONError.self) { try JSON.value(at: 99, in: buffer) }
        }
        for (text, kind) in [
            ("1", JSONKind.number), ("-1", .number), ("\"", .string), ("t", .bool), ("n", .null), ("[", .array),
        ] {
            #expect(JSON.kind(Array(text.utf8)) == kind)
        }
        #expect(JSON.kind(Array("x".utf8)) == nil)
    }

    @Test("resolves the escapes of a string")
    func strings() throws {
        let text = try JSON.string(Array(#""a\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00""#.utf8))
        #expect(String(decoding: text, as: UTF8.self) == "a\"\\/\u{8}\u{c}\n\r\té😀")
        for bad in [#""\ud800""#, #""\udc00\ud800""#, #""\u12""#, #""\q""#, "\"a", "1"] {
            #expect(throws: JSONError.self) { try JSON.string(Array(bad.utf8)) }
        }
    }

    @Test(
        "reads integers as such and other numbers as doubles",
        arguments: [
            ("0", .int(0)), ("-0", .int(0)), ("-9223372036854775808", .int(.min)), ("9223372036854775807", .int(.max)),
            ("9223372036854775808", .double(9223372036854775808)), ("1.0", .double(1)), ("1e2", .double(100)),
            ("-2.5E-1", .double(-0.25)), ("0.1", .double(0.1)),
            ("123456789012345678901234567890", .double(1.2345678901234568e29)),
            ("1.7976931348623157e308", .double(.greatestFiniteMagnitude)), ("5e-324", .double(.leastNonzeroMagnitude)),
            ("0.30000000000000004", .double(0.1 + 0.2)), ("3.141592653589793238462643", .double(.pi)),
        ] as [(String, JSONNumber)])
    func numbers(text: String, number: JSONNumber) throws {
        #expect(try JSON.number(Array(text.utf8)) == number)
    }
}
