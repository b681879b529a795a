internal import Foundation

/// Values to and from JSON bytes.
enum JSONCoding {
    static let null: [UInt8] = [0x6e, 0x75, 0x6c, 0x6c]

    static func decode<T: Decodable>(_ type: T.Type, from json: UnsafeRawBufferPointer) throws -> T {
        if T.self == Nothing.self { return unsafeBitCast(Nothing(), to: T.self) }
        if T.self == RawJSON.self { return unsafeBitCast(RawJSON(Array(json)), to: T.self) }
        return try JSONDecoder().decode(T.self, from: Data(json))
    }

    static func encode<T: Encodable>(_ value: T, into output: inout [UInt8]) throws {
        if let raw = value as? RawJSON {
            output.append(contentsOf: raw.bytes)
            return
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        output.append(contentsOf: try encoder.encode(value))
    }

    static func describe(_ error: any Error) -> String { "\(error)" }
}

extension RawJSON: Codable {
    public init(from decoder: any Decoder) throws { preconditionFailure() }
    public func encode(to encoder: any Encoder) throws { preconditionFailure() }
}
