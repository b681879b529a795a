/// Reads lines; blank ones are left out.
struct JSONLinesReader {
    private let input: InputBuffer
    private let limit: Int
    private var line = 1
    private var toConsume = 0
    /// Bytes of the front that hold no line's end, so that a long line is not searched again and again.
    private var searched = 0

    init(_ input: InputBuffer, limit: Int) {
        self.input = input
        self.limit = limit
    }

    mutating func next() throws(CommandError) -> LineOutcome {
        input.consume(toConsume)
        toConsume = 0
        searched = 0
        while true {
            let bytes = input.bytes
            guard let end = bytes[searched...].firstIndex(of: 0x0a) else {
                searched = bytes.count
                if try input.fill() { continue }
                if bytes.isEmpty { return .end }
                return outcome(input.bytes, end: input.bytes.count, consumed: input.bytes.count)
            }
            let trimmed = end > 0 && bytes[end - 1] == 0x0d ? end - 1 : end
            if bytes[..<trimmed].allSatisfy({ $0 == 0x20 || $0 == 0x09 }) {
                input.consume(end + 1)
                searched = 0
                line += 1
                continue
            }
            return outcome(bytes, end: trimmed, consumed: end + 1)
        }
    }

    private mutating func outcome(_ bytes: UnsafeBufferPointer<UInt8>, end: Int, consumed: Int) -> LineOutcome {
        toConsume = consumed
        let first = line
        line += 1
        if bytes[..<end].allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0d }) { return .end }
        let record = UnsafeBufferPointer(rebasing: bytes[..<end])
        if end > limit {
            return .broken(
                UnsafeBufferPointer(rebasing: record[..<min(end, 1_024)]), line: first,
                reason: "the line has \(end) bytes; at most \(limit) are taken")
        }
        return .record(record, line: first)
    }
}
