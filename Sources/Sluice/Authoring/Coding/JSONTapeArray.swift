/// An array of a tape, read in order.
struct JSONTapeArray: UnkeyedDecodingContainer {
    private let reader: JSONReader
    // Three words in all, so that an existential of it needs no memory.
    private var nextNode: UInt32
    private var index: UInt32 = 0

    private var next: Int { Int(nextNode) }
    var currentIndex: Int { Int(index) }

    init(_ reader: JSONReader) throws {
        guard reader.value.kind == .array else {
            throw DecodingError.typeMismatch(
                [Any].self,
                .init(codingPath: reader.path, debugDescription: "expected an array, found \(reader.found)"))
        }
        self.reader = reader
        nextNode = UInt32(reader.node + 1)
    }

    var codingPath: [any CodingKey] { reader.path }
    var isAtEnd: Bool { next >= Int(reader.value.next) }

    var count: Int? {
        var count = 0
        var node = reader.node + 1
        while node < Int(reader.value.next) {
            count += 1
            node = Int(reader.tape.nodes[node].next)
        }
        return count
    }

    /// Reads the element at hand, and moves on when that succeeded.
    @inline(__always)
    private mutating func element<T>(_ read: (JSONReader) throws -> T) throws -> T {
        guard !isAtEnd else {
            throw DecodingError.valueNotFound(
                T.self, .init(codingPath: reader.path, debugDescription: "the array has only \(currentIndex) elements"))
        }
        let value = try read(reader.at(next))
        nextNode = reader.tape.nodes[next].next
        index += 1
        return value
    }

    mutating func decodeNil() throws -> Bool {
        guard !isAtEnd, reader.at(next).isNull else { return false }
        return try element { $0.isNull }
    }

    mutating func decode(_ type: Bool.Type) throws -> Bool { try element { try $0.bool() } }
    mutating func decode(_ type: String.Type) throws -> String { try element { try $0.string() } }
    mutating func decode(_ type: Double.Type) throws -> Double { try element { try $0.double() } }
    mutating func decode(_ type: Float.Type) throws -> Float { try element { try $0.float() } }
    mutating func decode(_ type: Int.Type) throws -> Int { try element { try $0.int() } }
    mutating func decode(_ type: Int8.Type) throws -> Int8 { try element { try $0.integer() } }
    mutating func decode(_ type: Int16.Type) throws -> Int16 { try element { try $0.integer() } }
    mutating func decode(_ type: Int32.Type) throws -> Int32 { try element { try $0.integer() } }
    mutating func decode(_ type: Int64.Type) throws -> Int64 { try element { try $0.integer() } }
    mutating func decode(_ type: UInt.Type) throws -> UInt { try element { try $0.integer() } }
    mutating func decode(_ type: UInt8.Type) throws -> UInt8 { try element { try $0.integer() } }
    mutating func decode(_ type: UInt16.Type) throws -> UInt16 { try element { try $0.integer() } }
    mutating func decode(_ type: UInt32.Type) throws -> UInt32 { try element { try $0.integer() } }
    mutating func decode(_ type: UInt64.Type) throws -> UInt64 { try element { try $0.integer() } }
    mutating func decode<T: Decodable>(_ type: T.Type) throws -> T { try element { try $0.decode(type) } }

    mutating func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type
    ) throws -> KeyedDecodingContainer<NestedKey> {
        try element { KeyedDecodingContainer(try JSONTapeObject<NestedKey>($0)) }
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        try element { try JSONTapeArray($0) }
    }

    mutating func superDecoder() throws -> any Decoder { try element { JSONTapeDecoder(reader: $0) } }
}
