/// Writes the fields of an object.
struct JSONObjectWriter<Key: CodingKey>: KeyedEncodingContainerProtocol {
    unowned(unsafe) let writer: JSONWriter
    let depth: Int

    var codingPath: [any CodingKey] { writer.path(to: depth) }

    func encodeNil(forKey key: Key) throws { try field(key) { $0.writeNull() } }
    func encode(_ value: Bool, forKey key: Key) throws { try field(key) { $0.write(value) } }
    func encode(_ value: String, forKey key: Key) throws { try field(key) { $0.write(value) } }
    func encode(_ value: Double, forKey key: Key) throws { try field(key) { try $0.write(value) } }
    func encode(_ value: Float, forKey key: Key) throws { try field(key) { try $0.write(value) } }
    func encode(_ value: Int, forKey key: Key) throws { try field(key) { $0.write(value) } }
    func encode(_ value: Int8, forKey key: Key) throws { try field(key) { $0.write(integer: value) } }
    func encode(_ value: Int16, forKey key: Key) throws { try field(key) { $0.write(integer: value) } }
    func encode(_ value: Int32, forKey key: Key) throws { try field(key) { $0.write(integer: value) } }
    func encode(_ value: Int64, forKey key: Key) throws { try field(key) { $0.write(integer: value) } }
    func encode(_ value: UInt, forKey key: Key) throws { try field(key) { $0.write(integer: value) } }
    func encode(_ value: UInt8, forKey key: Key) throws { try field(key) { $0.write(integer: value) } }
    func encode(_ value: UInt16, forKey key: Key) throws { try field(key) { $0.write(integer: value) } }
    func encode(_ value: UInt32, forKey key: Key) throws { try field(key) { $0.write(integer: value) } }
    func encode(_ value: UInt64, forKey key: Key) throws { try field(key) { $0.write(integer: value) } }
    func encode<T: Encodable>(_ value: T, forKey key: Key) throws { try field(key) { try $0.value(value) } }

    func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type, forKey key: Key
    ) -> KeyedEncodingContainer<NestedKey> {
        JSONSlotEncoder(writer: child(key.stringValue), depth: 0).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        JSONSlotEncoder(writer: child(key.stringValue), depth: 0).unkeyedContainer()
    }

    func superEncoder() -> any Encoder { JSONSlotEncoder(writer: child("super"), depth: 0) }

    func superEncoder(forKey key: Key) -> any Encoder { JSONSlotEncoder(writer: child(key.stringValue), depth: 0) }

    @inline(__always)
    private func field(_ key: Key, _ write: (JSONWriter) throws -> Void) throws {
        writer.output.pointee.beginField(key.stringValue, depth)
        try write(writer)
        writer.output.pointee.endElement()
    }

    private func child(_ key: String) -> JSONWriter {
        writer.output.pointee.beginField(key, depth)
        defer { writer.output.pointee.endElement() }
        return writer.child(depth)
    }
}
