/// Writes the elements of an array.
struct JSONArrayWriter: UnkeyedEncodingContainer {
    unowned(unsafe) let writer: JSONWriter
    let depth: Int

    var codingPath: [any CodingKey] { writer.path(to: depth) }
    var count: Int { writer.elements(depth) }

    func encodeNil() throws { try element { $0.writeNull() } }
    func encode(_ value: Bool) throws { try element { $0.write(value) } }
    func encode(_ value: String) throws { try element { $0.write(value) } }
    func encode(_ value: Double) throws { try element { try $0.write(value) } }
    func encode(_ value: Float) throws { try element { try $0.write(value) } }
    func encode(_ value: Int) throws { try element { $0.write(value) } }
    func encode(_ value: Int8) throws { try element { $0.write(integer: value) } }
    func encode(_ value: Int16) throws { try element { $0.write(integer: value) } }
    func encode(_ value: Int32) throws { try element { $0.write(integer: value) } }
    func encode(_ value: Int64) throws { try element { $0.write(integer: value) } }
    func encode(_ value: UInt) throws { try element { $0.write(integer: value) } }
    func encode(_ value: UInt8) throws { try element { $0.write(integer: value) } }
    func encode(_ value: UInt16) throws { try element { $0.write(integer: value) } }
    func encode(_ value: UInt32) throws { try element { $0.write(integer: value) } }
    func encode(_ value: UInt64) throws { try element { $0.write(integer: value) } }
    func encode<T: Encodable>(_ value: T) throws { try element { try $0.value(value) } }

    func nestedContainer<NestedKey: CodingKey>(keyedBy type: NestedKey.Type) -> KeyedEncodingContainer<NestedKey> {
        JSONSlotEncoder(writer: child(), depth: 0).container(keyedBy: type)
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        JSONSlotEncoder(writer: child(), depth: 0).unkeyedContainer()
    }

    func superEncoder() -> any Encoder { JSONSlotEncoder(writer: child(), depth: 0) }

    @inline(__always)
    private func element(_ write: (JSONWriter) throws -> Void) throws {
        writer.output.pointee.beginElement(depth)
        try write(writer)
        writer.output.pointee.endElement()
    }

    private func child() -> JSONWriter {
        writer.output.pointee.beginElement(depth)
        defer { writer.output.pointee.endElement() }
        return writer.child(depth)
    }
}
