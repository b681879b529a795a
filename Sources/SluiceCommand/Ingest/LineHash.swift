import SluiceKernel

/// The event id of a line that has none of its own: 32 hexadecimal digits of a hash of its bytes.
enum LineHash {
    private static let digits = Array("0123456789abcdef".utf8)

    static func append(_ line: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]) {
        let hash = StateHash.cell(
            key: UnsafeRawBufferPointer(start: nil, count: 0), value: UnsafeRawBufferPointer(line))
        for word in [hash.high, hash.low] {
            for shift in stride(from: 60, through: 0, by: -4) { bytes.append(digits[Int(word >> UInt64(shift) & 15)]) }
        }
    }
}
