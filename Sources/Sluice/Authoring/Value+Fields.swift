extension Value {
    /// A field of the value, such as `order.items`: a transform step named `input.items` or `<step>.items`, made on first use.
    ///
    /// The field must be a stored property: a computed one has no name at run time. Use ``Flow/transform(_:_:run:file:line:)``
    /// for everything else.
    public subscript<Field: Codable & Sendable>(
        dynamicMember path: any KeyPath<T, Field> & Sendable
    ) -> Value<Field> {
        let reader = reader
        return Value<Field>(source.field(FieldName.of(path))) { json in try reader(json)[keyPath: path] }
    }

    /// A field of a value that may be absent; then the field is too.
    public subscript<Wrapped: Codable & Sendable, Field: Codable & Sendable>(
        dynamicMember path: any KeyPath<Wrapped, Field> & Sendable
    ) -> Value<Field?> where T == Wrapped? {
        let reader = reader
        return Value<Field?>(source.field(FieldName.of(path))) { json in try reader(json)?[keyPath: path] }
    }

    /// An optional field of a value that may be absent.
    public subscript<Wrapped: Codable & Sendable, Field: Codable & Sendable>(
        dynamicMember path: any KeyPath<Wrapped, Field?> & Sendable
    ) -> Value<Field?> where T == Wrapped? {
        let reader = reader
        return Value<Field?>(source.field(FieldName.of(path))) { json in try reader(json).flatMap { $0[keyPath: path] }
        }
    }

    private var reader: @Sendable (UnsafeRawBufferPointer) throws -> T {
        read ?? { json in try JSONCoding.decode(T.self, from: json) }
    }
}
