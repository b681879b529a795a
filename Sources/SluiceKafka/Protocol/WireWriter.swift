/// Builds a request as the Kafka protocol lays it out: big-endian numbers, texts and lists with their length in front.
/// Flexible versions count lengths from 1 as variable-length numbers and end each structure with its tagged fields.
struct WireWriter {
    private(set) var bytes: [UInt8] = []

    mutating func int8(_ value: Int8) { bytes.append(UInt8(bitPattern: value)) }
    mutating func bool(_ value: Bool) { bytes.append(value ? 1 : 0) }
    mutating func int16(_ value: Int16) { fixed(value) }
    mutating func int32(_ value: Int32) { fixed(value) }
    mutating func int64(_ value: Int64) { fixed(value) }

    private mutating func fixed(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }

    /// nil: null.
    mutating func string(_ text: String?) {
        int16(text.map { Int16($0.utf8.count) } ?? -1)
        if let text { bytes += text.utf8 }
    }

    mutating func block(_ block: [UInt8]) {
        int32(Int32(block.count))
        bytes += block
    }

    /// The length of a list whose entries follow.
    mutating func count(_ count: Int) { int32(Int32(count)) }

    mutating func raw(_ block: [UInt8]) { bytes += block }

    // MARK: flexible versions

    mutating func compactString(_ text: String) {
        compactCount(text.utf8.count)
        bytes += text.utf8
    }

    mutating func compactCount(_ count: Int) { unsigned(UInt64(count) + 1) }

    /// No tagged fields.
    mutating func tags() { unsigned(0) }

    mutating func unsigned(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}
