package import SluiceKernel

extension [UInt8] {
    /// Reads a layout from all of the bytes.
    package func decode<Value>(_ body: (inout ByteReader) throws(CodecError) -> Value) throws(CodecError) -> Value {
        let result = withUnsafeBytes { bytes -> Result<Value, CodecError> in
            var reader = ByteReader(bytes)
            do throws(CodecError) {
                let value = try body(&reader)
                try reader.expectEnd()
                return .success(value)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }
}
