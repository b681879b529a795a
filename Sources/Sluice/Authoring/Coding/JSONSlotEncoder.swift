/// An `Encoder` for one value: writes where the writer stands.
struct JSONSlotEncoder: Encoder {
    /// Owned by who writes, or by its parent: not counted, for every value written copies it.
    unowned(unsafe) let writer: JSONWriter
    /// Of the frame that this value fills.
    let depth: Int

    var codingPath: [any CodingKey] { writer.path(to: depth) }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        writer.output.pointee.openObject(depth)
        return KeyedEncodingContainer(JSONObjectWriter<Key>(writer: writer, depth: depth))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        writer.output.pointee.openArray(depth)
        return JSONArrayWriter(writer: writer, depth: depth)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { self }
}

extension JSONSlotEncoder: SingleValueEncodingContainer {
    func encodeNil() throws { try scalar { $0.writeNull() } }
    func encode(_ value: Bool) throws { try scalar { $0.write(value) } }
    func encode(_ value: String) throws { try scalar { $0.write(value) } }
    func encode(_ value: Double) throws { try scalar { try $0.write(value) } }
    func encode(_ value: Float) throws { try scalar { try $0.write(value) } }
    func encode(_ value: Int) throws { try scalar { $0.write(value) } }
    func encode(_ value: Int8) throws { try scalar { $0.write(integer: value) } }
    func encode(_ value: Int16) throws { try scalar { $0.write(integer: value) } }
    func encode(_ value: Int32) throws { try scalar { $0.write(integer: value) } }
    func encode(_ value: Int64) throws { try scalar { $0.write(integer: value) } }
    func encode(_ value: UInt) throws { try scalar { $0.write(integer: value) } }
    func encode(_ value: UInt8) throws { try scalar { $0.write(integer: value) } }
    func encode(_ value: UInt16) throws { try scalar { $0.write(integer: value) } }
    func encode(_ value: UInt32) throws { try scalar { $0.write(integer: value) } }
    func encode(_ value: UInt64) throws { try scalar { $0.write(integer: value) } }
    func encode<T: Encodable>(_ value: T) throws { try scalar { try $0.value(value) } }

    @inline(__always)
    private func scalar(_ write: (JSONWriter) throws -> Void) throws {
        writer.output.pointee.fill(depth)
        try write(writer)
    }
}
