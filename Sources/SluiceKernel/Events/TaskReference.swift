/// Which attempt a result is of. One that names another incarnation, pass or attempt than is under way is ignored.
package struct TaskReference {
    package var instance: UnsafeRawBufferPointer
    package var incarnation: Int64
    package var step: UInt16
    package var pass: UInt16
    package var attempt: UInt16

    package init(
        instance: UnsafeRawBufferPointer, incarnation: Int64, step: UInt16, pass: UInt16, attempt: UInt16
    ) {
        self.instance = instance
        self.incarnation = incarnation
        self.step = step
        self.pass = pass
        self.attempt = attempt
    }

    /// `instance/incarnation/step/pass/attempt`: the idempotency key of the execution.
    package var key: [UInt8] { Array(instance) + Array("/\(incarnation)/\(step)/\(pass)/\(attempt)".utf8) }

    /// Reads an idempotency key of `instance` back; nil: it is none.
    init?(key: [UInt8], of instance: UnsafeRawBufferPointer) {
        guard key.count > instance.count, key.starts(with: instance), key[instance.count] == UInt8(ascii: "/") else {
            return nil
        }
        let numbers = key[(instance.count + 1)...].split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        guard numbers.count == 4, numbers.allSatisfy({ $0.utf8.allSatisfy(\.isDigit) }),
            let incarnation = Int64(numbers[0]), let step = UInt16(numbers[1]), let pass = UInt16(numbers[2]),
            let attempt = UInt16(numbers[3])
        else { return nil }
        self.init(instance: instance, incarnation: incarnation, step: step, pass: pass, attempt: attempt)
    }

    init(from reader: inout ByteReader) throws(CodecError) {
        instance = try reader.block()
        incarnation = try reader.signed()
        step = try reader.number(UInt16.self)
        pass = try reader.number(UInt16.self)
        attempt = try reader.number(UInt16.self)
    }

    func encode(to writer: inout ByteWriter) {
        writer.block(instance)
        writer.signed(incarnation)
        writer.varint(step)
        writer.varint(pass)
        writer.varint(attempt)
    }
}
