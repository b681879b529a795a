package import SluiceEngine
package import SluiceKernel
import SluiceStore

/// The value of a record in either database, version 1:
///
/// `01, append time varint (milliseconds since 1970), key block, headers block, value to the end`
///
/// A block is a varint length and its bytes. The headers block is empty without headers, else
/// `count varint, (name block, value block)…`. The first byte `02` instead of `01` means a null value.
package enum RecordLayout {
    package struct Parts {
        package var time: Int64
        package var key: UnsafeRawBufferPointer
        package var headers: UnsafeRawBufferPointer
        package var value: UnsafeRawBufferPointer?
    }

    /// Bytes of the encoded value.
    @inline(__always)
    static func count(time: Int64, key: Int, headers: Int, value: Int) -> Int {
        1 + RawBuffer.varintCount(Int(time)) + RawBuffer.varintCount(key) + key + RawBuffer.varintCount(headers)
            + headers
            + value
    }

    static func write(
        into buffer: inout RawBuffer, time: Int64, key: UnsafeRawBufferPointer, headers: UnsafeRawBufferPointer,
        value: UnsafeRawBufferPointer?
    ) {
        buffer.byte(value == nil ? 2 : 1)
        buffer.varint(Int(time))
        buffer.varint(key.count)
        buffer.raw(key)
        buffer.varint(headers.count)
        buffer.raw(headers)
        if let value { buffer.raw(value) }
    }

    /// A record's value as the databases hold it.
    package static func encode(time: Int64, key: [UInt8], headers: [RecordHeader], value: [UInt8]?) -> [UInt8] {
        var buffer = RawBuffer()
        key.withUnsafeBytes { key in
            encode(headers).withUnsafeBytes { headers in
                if let value {
                    value.withUnsafeBytes { write(into: &buffer, time: time, key: key, headers: headers, value: $0) }
                } else {
                    write(into: &buffer, time: time, key: key, headers: headers, value: nil)
                }
            }
        }
        return [UInt8](buffer.bytes)
    }

    /// The headers as a record carries them.
    static func encode(_ headers: [RecordHeader]) -> [UInt8] {
        guard !headers.isEmpty else { return [] }
        var writer = ByteWriter()
        writer.count(headers.count)
        for header in headers {
            writer.block(header.name)
            writer.block(header.value)
        }
        return writer.bytes
    }

    package static func read(_ bytes: UnsafeRawBufferPointer) throws(CodecError) -> Parts {
        var reader = ByteReader(bytes)
        let version = try reader.byte()
        guard version == 1 || version == 2 else {
            throw CodecError("record of version \(version); this release reads 1 and 2", at: 0)
        }
        let time = Int64(truncatingIfNeeded: try reader.varint())
        let key = try reader.block()
        let headers = try reader.block()
        let value = try reader.slice(reader.remaining)
        return Parts(time: time, key: key, headers: headers, value: version == 2 ? nil : value)
    }
}
