/// The number in an instance id of the benchmark: what stands behind its prefix.
enum InstanceNumber {
    /// nil: it is no id with this prefix.
    static func of(_ id: UnsafeRawBufferPointer, prefix: [UInt8]) -> Int? {
        guard id.count > prefix.count, id.count < prefix.count + 19, id.starts(with: prefix) else { return nil }
        var number = 0
        for byte in id[prefix.count...] {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            number = number * 10 + Int(byte - UInt8(ascii: "0"))
        }
        return number
    }
}
