import Foundation
import Testing

@testable import Sluice

private func encode<T: Encodable>(_ value: T) throws -> String {
    var bytes: [UInt8] = []
    try JSONCoding.encode(value, into: &bytes)
    return String(decoding: bytes, as: UTF8.self)
}

private func decode<T: Decodable>(_ type: T.Type = T.self, _ json: String) throws -> T {
    try Array(json.utf8).withUnsafeBytes { try JSONCoding.decode(type, from: $0) }
}

@Suite struct CodingTests {
    @Test func `what is written reads back, here and by Foundation, and the other way round`() throws {
        let seed = UInt64.random(in: 0...(.max))
        var random = SeededRandom(state: seed)
        let foundationEncoder = JSONEncoder()
        for round in 0..<300 {
            let value = Sample.random(using: &random)
            let ours = try encode(value)
            let comment: Comment = "seed \(seed), round \(round)"
            #expect(try decode(Sample.self, ours) == value, comment)
            #expect(try JSONDecoder().decode(Sample.self, from: Data(ours.utf8)) == value, comment)
            let theirs = String(decoding: try foundationEncoder.encode(value), as: UTF8.self)
            #expect(try decode(Sample.self, theirs) == value, comment)
            let parsed = try JSONSerialization.jsonObject(with: Data(ours.utf8)) as? NSDictionary
            let parsedTheirs = try JSONSerialization.jsonObject(with: Data(theirs.utf8)) as? NSDictionary
            // Sets come in any order out of Foundation; the rest must be equal as JSON.
            #expect(parsed?.count == parsedTheirs?.count, comment)
            #expect(try encode(decode(Sample.self, theirs)) == ours, comment)
        }
    }

    @Test func `keys and sets are written in the order of their bytes`() throws {
        let table = Dictionary(uniqueKeysWithValues: (0..<50).map { ("k\($0)", $0) })
        let text = try encode(table)
        let keys = text.split(separator: ",").map { $0.drop { $0 != "k" }.prefix { $0 != "\"" } }
        #expect(keys.map(String.init) == table.keys.sorted())
        #expect(try encode(Set(["b", "a", "c"])) == #"["a","b","c"]"#)
        #expect(try encode([Sample.Level.high: 2, .low: 1]) == #"["high",2,"low",1]"#)
        #expect(try encode(["a!": 1, "a": 2, "": 3, "é": 4]) == #"{"":3,"a":2,"a!":1,"é":4}"#)
    }

    @Test func `small values are written as they look`() throws {
        #expect(try encode(Int.min) == "-9223372036854775808")
        #expect(try encode(0) == "0")
        #expect(try encode(UInt64.max) == "18446744073709551615")
        #expect(try encode(true) == "true")
        #expect(try encode(5.0) == "5.0")
        #expect(try encode(-0.0) == "-0.0")
        #expect(try encode(1e300) == "1e+300")
        #expect(try encode(String?.none) == "null")
        #expect(try encode(Int?.some(3)) == "3")
        #expect(try encode("a/\"\\\u{8}\u{1f}é") == #""a/\"\\\b\u001fé""#)
        #expect(try encode(Nothing()) == "{}")
        #expect(try encode(RawJSON(#"{"b":1,"a":[ ]}"#)) == #"{"b":1,"a":[ ]}"#)
        #expect(try encode([RawJSON("1")]) == "[1]")
        #expect(try encode([UInt8]([1, 2])) == "[1,2]")
    }

    @Test func `small values are read`() throws {
        #expect(try decode(Int.self, " 42 ") == 42)
        #expect(try decode(Int.self, "-9223372036854775808") == .min)
        #expect(try decode(Int.self, "1.0") == 1)
        #expect(try decode(Int.self, "1e3") == 1000)
        #expect(try decode(Int?.self, "null") == nil)
        #expect(try decode(Int?.self, "\n7") == 7)
        #expect(try decode(Bool?.self, "false") == false)
        #expect(try decode(String?.self, #""\ud83d\ude42\u00e9""#) == "🙂é")
        #expect(try decode(Double.self, "0.1") == 0.1)
        #expect(try decode(Double.self, "123456789012345678901234567890") == 123_456_789_012_345_677_877_719_597_056)
        #expect(try decode(Double.self, "5e-324") == .leastNonzeroMagnitude)
        #expect(try decode(Double.self, "-1.7976931348623157e308") == -.greatestFiniteMagnitude)
        #expect(try decode([Int].self, "[1, 2]") == [1, 2])
        #expect(try decode(RawJSON.self, #" [1, "a" ] "#).bytes == Array(#"[1, "a" ]"#.utf8))
        #expect(try decode([String: RawJSON].self, #"{"a":"x"}"#)["a"]?.bytes == Array(#""x""#.utf8))
        #expect(try decode(Nothing.self, "{}") == Nothing())
        #expect(try decode(Nothing?.self, "null") == nil)
    }

    @Test(arguments: [
        "", " ", "01", "-", "+1", "1.", ".5", "1e", "0x1", "nul", "tru", "True", "\"", "\"\\x\"", "\"\\u12\"",
        "\"\\ud800\"", "\"\\udc00\"", "\"\\ud800\\u0041\"", "\"\n\"", "[", "[1", "[1,", "[1,]", "[,1]", "{", "{\"a\"",
        "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{a:1}", "{1:1}", "1 2", "[] []", "'a'", "NaN", "Infinity",
        "// 1", "\u{feff}1",
    ])
    func `what is no JSON is refused`(_ text: String) {
        #expect(throws: JSONFault.self) { try JSONCoding.check(Array(text.utf8)) }
        for type in [Int?.self, Bool?.self, String?.self, Double?.self, [Int].self, RawJSON.self]
            as [any Decodable.Type]
        {
            func refuses<T: Decodable>(_ type: T.Type) { #expect(throws: (any Error).self) { try decode(type, text) } }
            refuses(type)
        }
    }

    @Test(
        arguments: [
            [0x80], [0xc0, 0x80], [0xc2], [0xe0, 0x80, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xff],
            [0xf0, 0x90, 0x80], [0xc3, 0x28],
        ] as [[UInt8]])
    func `bytes that are no UTF-8 are refused`(_ bytes: [UInt8]) {
        #expect(throws: JSONFault.self) { try JSONCoding.check([0x22] + bytes + [0x22]) }
    }

    @Test func `every truncation and every flipped byte gives a value or an error`() throws {
        var random = SeededRandom(state: 7)
        let text = Array(try encode(Sample.random(using: &random)).utf8)
        for length in 0..<text.count {
            #expect(throws: JSONFault.self) { try JSONCoding.check(Array(text[..<length])) }
        }
        for index in text.indices {
            var bytes = text
            for bit in 0..<8 {
                bytes[index] ^= 1 << bit
                _ = try? bytes.withUnsafeBytes { try JSONCoding.decode(Sample.self, from: $0) }
                bytes[index] ^= 1 << bit
            }
        }
    }

    @Test func `deep nesting is an error and no crash`() {
        #expect(throws: JSONFault.self) { try JSONCoding.check(Array(String(repeating: "[", count: 1_000_000).utf8)) }
        #expect(throws: JSONFault.self) {
            try JSONCoding.check(Array(String(repeating: "{\"a\":", count: 1_000_000).utf8))
        }
    }

    @Test func `errors name the way to the value`() {
        let json = #"{"lines":[{"sku":"a","count":1},{"sku":"b","count":"two"}]}"#
        struct Line: Decodable { var sku: String; var count: Int }
        struct Cart: Decodable { var lines: [Line] }
        struct Deep: Decodable { var lines: [Line]; var total: Int }
        func message<T: Decodable>(_ type: T.Type, _ json: String) -> String {
            do {
                return "\(try decode(type, json))"
            } catch {
                return JSONCoding.describe(error)
            }
        }
        #expect(message(Cart.self, json) == #"lines[1].count: expected Int, found "two""#)
        #expect(message(Deep.self, #"{"lines":[]}"#) == "the field 'total' is missing")
        #expect(message(Cart.self, "[1]") == "expected an object, found an array")
        #expect(message(Int8.self, "300") == "300 is no Int8")
        #expect(message(Double.self, "1e999") == "1e999 is too large for a Double")
        #expect(message(Cart.self, #"{"lines":[}"#) == "not JSON at byte 10: no value begins like this")
        #expect(
            message(Date.self, #""yesterday""#) == #""yesterday" is no time of RFC 3339, such as 2026-01-31T08:00:00Z"#)
        #expect(throws: EncodingError.self) { try encode(Double.nan) }
        #expect(throws: EncodingError.self) { try encode(["a": [Float.infinity]]) }
        #expect(throws: EncodingError.self) { try encode([RawJSON("{")]) }
        do {
            _ = try encode(["a": [1, Double.nan]])
        } catch {
            #expect(JSONCoding.describe(error) == "a: nan is no number of JSON")
        }
    }

    @Test func `times are RFC 3339 to the microsecond`() throws {
        func date(_ text: String) throws -> Date { try decode(Date.self, "\"\(text)\"") }
        for text in [
            "1970-01-01T00:00:00Z", "2026-02-28T23:59:59.250Z", "2024-02-29T12:00:00.000125Z", "0000-01-01T00:00:00Z",
            "9999-12-31T23:59:59Z", "1969-12-31T23:59:59.999Z", "1900-03-01T00:00:00Z",
        ] {
            #expect(try encode(date(text)) == "\"\(text)\"")
        }
        #expect(try date("2026-01-01T02:00:00+02:00") == date("2026-01-01t00:00:00z"))
        #expect(try date("2026-01-01T00:00:00.5-00:30") == date("2026-01-01T00:30:00.500Z"))
        for text in [
            "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-01", "2026-01-01T00:00:00", "2026-01-01T24:00:00Z",
        ] {
            #expect(throws: DecodingError.self) { try date(text) }
        }
        // Foundation's formatter goes over to the Julian calendar before 1582.
        let foundation = ISO8601DateFormatter()
        for _ in 0..<200 {
            let random = Date(timeIntervalSince1970: Double(Int.random(in: -11_676_096_000...253_402_300_799)))
            #expect(try date(foundation.string(from: random)) == random)
            #expect(try encode(random) == "\"\(foundation.string(from: random))\"")
        }
    }

    @Test func `inheritance, super coders and nested containers that are filled out of order`() throws {
        class Base: Codable {
            var a = 1
            init() {}
        }
        final class Derived: Base {
            var b = 2
            override init() { super.init() }
            enum Keys: String, CodingKey { case b }
            required init(from decoder: any Decoder) throws {
                let container = try decoder.container(keyedBy: Keys.self)
                b = try container.decode(Int.self, forKey: .b)
                try super.init(from: container.superDecoder())
            }
            override func encode(to encoder: any Encoder) throws {
                var container = encoder.container(keyedBy: Keys.self)
                try container.encode(b, forKey: .b)
                try super.encode(to: container.superEncoder())
            }
        }
        #expect(try encode(Derived()) == #"{"b":2,"super":{"a":1}}"#)
        #expect(try decode(Derived.self, #"{"super":{"a":5},"b":6}"#).a == 5)

        struct Braided: Encodable {
            func encode(to encoder: any Encoder) throws {
                var outer = encoder.container(keyedBy: JSONPathKey.self)
                var second = outer.nestedContainer(keyedBy: JSONPathKey.self, forKey: JSONPathKey(stringValue: "z"))
                var first = outer.nestedUnkeyedContainer(forKey: JSONPathKey(stringValue: "b"))
                try first.encode(1)
                try second.encode("x", forKey: JSONPathKey(stringValue: "q"))
                var inner = first.nestedUnkeyedContainer()
                try first.encode(2)
                try inner.encode(3)
                try second.encode("y", forKey: JSONPathKey(stringValue: "p"))
                try outer.encode(true, forKey: JSONPathKey(stringValue: "a"))
                try outer.encode(false, forKey: JSONPathKey(stringValue: "a"))
                _ = outer.nestedContainer(keyedBy: JSONPathKey.self, forKey: JSONPathKey(stringValue: "e"))
            }
        }
        let braided = #"{"a":false,"b":[1,[3],2],"e":{},"z":{"p":"y","q":"x"}}"#
        #expect(try encode(Braided()) == braided)
        #expect(try encode([Braided(), Braided()]) == "[\(braided),\(braided)]")
        struct Silent: Encodable {
            func encode(to encoder: any Encoder) throws {}
        }
        #expect(throws: EncodingError.self) { try encode(Silent()) }
        struct Twice: Encodable {
            func encode(to encoder: any Encoder) throws {
                var container = encoder.singleValueContainer()
                try container.encode(1)
                try container.encode(2)
            }
        }
        #expect(throws: EncodingError.self) { try encode(Twice()) }
    }

    @Test func `coding within coding`() throws {
        struct Nested: Codable, Equatable {
            var text: String
            init(_ text: String) { self.text = text }
            init(from decoder: any Decoder) throws {
                let outer = try decoder.singleValueContainer().decode(String.self)
                text = try unwrapped(outer)
            }
            func encode(to encoder: any Encoder) throws {
                var container = encoder.singleValueContainer()
                try container.encode(try wrapped(text))
            }
        }
        let values = [Nested("a\"b"), Nested("c")]
        #expect(try decode([Nested].self, encode(values)) == values)
    }
}

private func wrapped(_ text: String) throws -> String { try encode([text]) }
private func unwrapped(_ text: String) throws -> String { try decode([String].self, text)[0] }
