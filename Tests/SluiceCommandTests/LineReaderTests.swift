import Foundation
import TestFolders
import Testing

@testable import SluiceCommand

@Suite struct LineReaderTests {
    private let folder = TemporaryFolder()

    /// Fields of each record by line; a broken line gives its reason.
    private func csv(_ text: String, delimiter: Character = ",", limit: Int = 1 << 20) throws -> [String] {
        let input = try InputBuffer(folder.write(text, ".csv"))
        var reader = CSVReader(input, delimiter: delimiter.asciiValue!, limit: limit)
        var found: [String] = []
        while true {
            switch try reader.next() {
            case .end: return found
            case .broken(_, let line, let reason): found.append("\(line)! \(reason)")
            case .record(let record, let line):
                let fields = reader.fields.map { field in
                    var bytes: [UInt8] = []
                    CSVReader.append(field, of: record, to: &bytes)
                    return String(decoding: bytes, as: UTF8.self)
                }
                found.append("\(line): " + fields.joined(separator: "|"))
            }
        }
    }

    @Test(
        arguments: [
            ("", []), ("a,b\n1,2\n", ["1: a|b", "2: 1|2"]), ("a,b\r\n1,2", ["1: a|b", "2: 1|2"]),
            ("a,,\n", ["1: a||"]), ("\n\r\n a \n", ["3:  a "]), ("\"\"\n", ["1: "]), ("\"a\"", ["1: a"]),
            ("\"a,b\",\"c\"\"d\"\n", ["1: a,b|c\"d"]), ("\"a\nb\r\nc\",d\ne,f\n", ["1: a\nb\r\nc|d", "4: e|f"]),
            ("a\"b,c\nd,e\n", ["1! field 1: a quote within a field that has none around it", "2: d|e"]),
            ("\"a\"b,c\nd,e\n", ["1! field 1: something follows the closing quote", "2: d|e"]),
            ("x\n\"open,1\ny,2\n", ["1: x", "2! a quote is not closed", "3: y|2"]),
            ("\"a\"\r", ["1: a"]), ("é,\u{1F600}\n", ["1: é|\u{1F600}"]),
        ] as [(String, [String])]) func `CSV reads as RFC 4180 has it`(text: String, expected: [String]) throws
    {
        #expect(try csv(text) == expected)
    }

    @Test func `a stray quote costs one line, also in a long file`() throws {
        let rows = (0..<5_000).map { "row \($0),x" }.joined(separator: "\n")
        let found = try csv("\"open\n" + rows, limit: 4_096)
        #expect(found.count == 5_001)
        #expect(found[0].hasPrefix("1! ") && found[1] == "2: row 0|x")
    }

    @Test func `records across the chunks of a file stay whole`() throws {
        let field = String(repeating: "abcdefg\"\"\n", count: 3_000)
        let text = (0..<120).map { "\($0),\"\(field)\"" }.joined(separator: "\r\n")
        let found = try csv(text)
        #expect(found.count == 120)
        let plain = field.replacingOccurrences(of: "\"\"", with: "\"")
        #expect(found.enumerated().allSatisfy { $0.element.hasSuffix("|" + plain) })
    }

    @Test func `what CSV writers write, the reader reads`() throws {
        var random = SeededGenerator(seed: 7)
        let pieces = ["a", "\"", ",", "\n", "\r\n", " ", "é", "", "12"]
        var rows: [[String]] = []
        for _ in 0..<500 {
            rows.append(
                (0..<4).map { _ in
                    (0..<Int.random(in: 0..<4, using: &random)).map { _ in pieces.randomElement(using: &random)! }
                        .joined()
                })
        }
        let text = rows.map {
            $0.map { "\"" + $0.replacingOccurrences(of: "\"", with: "\"\"") + "\"" }.joined(separator: ";")
        }
        .joined(separator: "\n")
        let found = try csv(text, delimiter: ";").map { String($0[$0.range(of: ": ")!.upperBound...]) }
        #expect(found == rows.map { $0.joined(separator: "|") })
    }

    private func json(_ text: String, limit: Int = 1 << 20) throws -> [String] {
        let input = try InputBuffer(folder.write(text, ".jsonl"))
        var reader = JSONLinesReader(input, limit: limit)
        var found: [String] = []
        while true {
            switch try reader.next() {
            case .end: return found
            case .broken(_, let line, let reason): found.append("\(line)! \(reason)")
            case .record(let record, let line): found.append("\(line): \(String(decoding: record, as: UTF8.self))")
            }
        }
    }

    @Test func `JSON lines skip what is blank and bound what is long`() throws {
        #expect(try json("").isEmpty)
        #expect(try json("\n \n{}\r\n\n[]") == ["3: {}", "5: []"])
        #expect(
            try json("{}\n" + String(repeating: "x", count: 50) + "\n{}", limit: 10)
                == ["1: {}", "2! the line has 50 bytes; at most 10 are taken", "3: {}"])
        let long = String(repeating: "y", count: 3 << 20)
        #expect(try json("{}\n\(long)\n{}\n", limit: 1_000).count == 3)
    }

    @Test(
        arguments: [
            ("2011-10-11 13:45:40.276000+02:00", 1_318_333_540_276_000), ("1970-01-01T00:00:00Z", 0),
            ("1970-01-01t00:00:00.000001z", 1), ("1970-01-01T01:00:00+01:00", 0),
            ("1970-01-01T00:00:00-0030", 1_800_000_000),
            ("1970-01-01 02:00:00,5+02", 500_000), ("2000-02-29T12:00:00.1234567Z", 951_825_600_123_456),
            ("1969-12-31T23:59:59.999999Z", -1), ("0001-01-01T00:00:00Z", -62_135_596_800_000_000),
        ] as [(String, Int64)]) func `times read to the microsecond`(text: String, expected: Int64)
    {
        #expect(Array(text.utf8).withUnsafeBufferPointer { EventTime.read($0) } == expected)
    }

    @Test(arguments: [
        "", "2011-10-11", "2011-10-11T13:45:40", "2011-02-29T00:00:00Z", "2011-13-01T00:00:00Z", "2011-01-01T24:00:00Z",
        "2011-01-01T00:00:60Z", "2011-01-01T00:00:00.Z", "2011-01-01T00:00:00+2:00", "2011-01-01T00:00:00+02:60",
        "2011-01-01T00:00:00 Europe/Amsterdam", "2011-01-01T00:00:00Zx", "2011/01/01T00:00:00Z", "x011-01-01T00:00:00Z",
    ]) func `what is no time is none`(text: String) {
        #expect(Array(text.utf8).withUnsafeBufferPointer { EventTime.read($0) } == nil)
    }
}
