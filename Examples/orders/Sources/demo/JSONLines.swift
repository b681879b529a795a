import Foundation

/// What a command prints with `--json`: one value a line.
enum JSONLines {
    static func decode<Row: Decodable>(_ type: Row.Type, _ text: String) throws -> [Row] {
        let decoder = JSONDecoder()
        return try text.utf8.split(separator: UInt8(ascii: "\n")).map { try decoder.decode(type, from: Data($0)) }
    }
}
