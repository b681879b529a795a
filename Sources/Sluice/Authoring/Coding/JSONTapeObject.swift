/// An object of a tape, read by key.
struct JSONTapeObject<Key: CodingKey>: KeyedDecodingContainerProtocol {
    private let reader: JSONReader

    init(_ reader: JSONReader) throws {
        guard reader.value.kind == .object else {
            throw DecodingError.typeMismatch(
                [String: Any].self,
                .init(codingPath: reader.path, debugDescription: "expected an object, found \(reader.found)"))
        }
        self.reader = reader
    }

    var codingPath: [any CodingKey] { reader.path }

    var allKeys: [Key] {
        var keys: [Key] = []
        var next = reader.node + 1
        while next < Int(reader.value.next) {
            if let key = Key(stringValue: reader.tape.string(at: next)) { keys.append(key) }
            next = Int(reader.tape.nodes[next + 1].next)
        }
        return keys
    }

    func contains(_ key: Key) -> Bool { find(key) != nil }

    @inline(__always)
    private func find(_ key: Key) -> JSONReader? {
        reader.tape.value(of: key.stringValue, in: reader.node).map { reader.at($0) }
    }

    @inline(__always)
    private func value(_ key: Key) throws -> JSONReader {
        if let found = find(key) { return found }
        throw DecodingError.keyNotFound(
            key, .init(codingPath: reader.path, debugDescription: "the field '\(key.stringValue)' is missing"))
    }

    /// None when the key is missing or its value `null`.
    @inline(__always)
    private func present(_ key: Key) -> JSONReader? {
        guard let found = find(key), !found.isNull else { return nil }
        return found
    }

    func decodeNil(forKey key: Key) throws -> Bool { try value(key).isNull }
    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try value(key).bool() }
    func decode(_ type: String.Type, forKey key: Key) throws -> String { try value(key).string() }
    func decode(_ type: Double.Type, forKey key: Key) throws -> Double { try value(key).double() }
    func decode(_ type: Float.Type, forKey key: Key) throws -> Float { try value(key).float() }
    func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try value(key).int() }
    func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 { try value(key).integer() }
    func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 { try value(key).integer() }
    func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 { try value(key).integer() }
    func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try value(key).integer() }
    func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt { try value(key).integer() }
    func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 { try value(key).integer() }
    func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 { try value(key).integer() }
    func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 { try value(key).integer() }
    func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 { try value(key).integer() }
    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T { try value(key).decode(type) }

    func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? { try present(key)?.bool() }
    func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? { try present(key)?.string() }
    func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws -> Double? { try present(key)?.double() }
    func decodeIfPresent(_ type: Float.Type, forKey key: Key) throws -> Float? {
        try present(key)?.float()
    }
    func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? { try present(key)?.int() }
    func decodeIfPresent(_ type: Int8.Type, forKey key: Key) throws -> Int8? { try present(key)?.integer() }
    func decodeIfPresent(_ type: Int16.Type, forKey key: Key) throws -> Int16? { try present(key)?.integer() }
    func decodeIfPresent(_ type: Int32.Type, forKey key: Key) throws -> Int32? { try present(key)?.integer() }
    func decodeIfPresent(_ type: Int64.Type, forKey key: Key) throws -> Int64? { try present(key)?.integer() }
    func decodeIfPresent(_ type: UInt.Type, forKey key: Key) throws -> UInt? { try present(key)?.integer() }
    func decodeIfPresent(_ type: UInt8.Type, forKey key: Key) throws -> UInt8? { try present(key)?.integer() }
    func decodeIfPresent(_ type: UInt16.Type, forKey key: Key) throws -> UInt16? { try present(key)?.integer() }
    func decodeIfPresent(_ type: UInt32.Type, forKey key: Key) throws -> UInt32? { try present(key)?.integer() }
    func decodeIfPresent(_ type: UInt64.Type, forKey key: Key) throws -> UInt64? { try present(key)?.integer() }
    func decodeIfPresent<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T? {
        try present(key)?.decode(type)
    }

    func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<NestedKey> {
        KeyedDecodingContainer(try JSONTapeObject<NestedKey>(value(key)))
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try JSONTapeArray(value(key))
    }

    func superDecoder() throws -> any Decoder {
        guard let node = reader.tape.value(of: "super", in: reader.node) else {
            throw DecodingError.keyNotFound(
                JSONPathKey(stringValue: "super"),
                .init(codingPath: reader.path, debugDescription: "the field 'super' is missing"))
        }
        return JSONTapeDecoder(reader: reader.at(node))
    }

    func superDecoder(forKey key: Key) throws -> any Decoder { JSONTapeDecoder(reader: try value(key)) }
}
