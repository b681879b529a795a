/// What a run tells the process that measures its limit: a write batch, or what to do with those so far.
struct BenchLimitFrame: Equatable {
    enum Kind: UInt8 {
        case events = 1
        case state = 2
        case put = 3
        /// Put, and say how many seconds it took.
        case measure = 4
    }

    var kind: Kind
    var bytes: [UInt8]

    /// The kind, and how many bytes follow: 64 bits, little-endian.
    var header: [UInt8] { [kind.rawValue] + withUnsafeBytes(of: UInt64(bytes.count).littleEndian) { Array($0) } }

    /// The next one from `descriptor`; nil: there are no more.
    static func read(_ descriptor: Int32) -> BenchLimitFrame? {
        guard let header = read(descriptor, 9), let kind = Kind(rawValue: header[0]) else { return nil }
        let count = header.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: 1, as: UInt64.self) }
        return read(descriptor, Int(UInt64(littleEndian: count))).map { BenchLimitFrame(kind: kind, bytes: $0) }
    }

    private static func read(_ descriptor: Int32, _ count: Int) -> [UInt8]? {
        guard let bytes = Descriptor.readAll(descriptor, limit: count), bytes.count == count else { return nil }
        return bytes
    }
}
