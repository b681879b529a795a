/// Reads CSV as RFC 4180 has it: quotes doubled inside quotes, records over several lines, CRLF or LF.
///
/// A line that breaks the rules is handed out alone as broken, and the next line begins a record: one stray quote does not
/// swallow the rest of the file.
struct CSVReader {
    private let input: InputBuffer
    private let delimiter: UInt8
    private let limit: Int
    /// The line at the start of the unread bytes, from 1.
    private var line = 1
    private var toConsume = 0
    /// Of the last record.
    private(set) var fields: [CSVField] = []

    private static let quote = UInt8(ascii: "\"")

    init(_ input: InputBuffer, delimiter: UInt8, limit: Int) {
        self.input = input
        self.delimiter = delimiter
        self.limit = limit
    }

    private enum Scan {
        /// The end of the record's bytes, the bytes to consume, and the line ends in them.
        case record(end: Int, consumed: Int, lines: Int)
        case broken(String)
        case more
    }

    mutating func next() throws(CommandError) -> LineOutcome {
        input.consume(toConsume)
        toConsume = 0
        while true {
            let bytes = input.bytes
            if bytes.isEmpty {
                guard try input.fill() else { return .end }
                continue
            }
            if let blank = blankLine(bytes) {
                input.consume(blank)
                line += 1
                continue
            }
            switch scan(bytes) {
            case .record(let end, let consumed, let lines):
                let first = line
                toConsume = consumed
                line += lines
                return .record(UnsafeBufferPointer(rebasing: bytes[..<end]), line: first)
            case .more:
                if bytes.count <= limit, !input.isAtEnd {
                    // The end of the file may be what completes the record: it is looked at again either way.
                    _ = try input.fill()
                    continue
                }
                let reason =
                    bytes.count > limit
                    ? "the record has more than \(limit) bytes (is a quote not closed?)" : "a quote is not closed"
                return brokenLine(bytes, reason)
            case .broken(let reason):
                // The physical line may not be whole yet.
                if bytes.firstIndex(of: 0x0a) == nil, bytes.count <= limit, !input.isAtEnd {
                    _ = try input.fill()
                    continue
                }
                return brokenLine(bytes, reason)
            }
        }
    }

    private func blankLine(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        if bytes[0] == 0x0a { return 1 }
        return bytes.count > 1 && bytes[0] == 0x0d && bytes[1] == 0x0a ? 2 : nil
    }

    private mutating func brokenLine(_ bytes: UnsafeBufferPointer<UInt8>, _ reason: String) -> LineOutcome {
        let end = bytes.firstIndex(of: 0x0a) ?? bytes.count
        toConsume = min(end + 1, bytes.count)
        let first = line
        line += 1
        return .broken(UnsafeBufferPointer(rebasing: bytes[..<end]), line: first, reason: reason)
    }

    private mutating func scan(_ bytes: UnsafeBufferPointer<UInt8>) -> Scan {
        fields.removeAll(keepingCapacity: true)
        let count = bytes.count
        var index = 0
        var lines = 0
        while true {
            // At the start of a field.
            if index < count && bytes[index] == CSVReader.quote {
                var field = CSVField(start: index + 1, count: 0, isQuoted: true)
                index += 1
                while true {
                    guard index < count else { return .more }
                    let byte = bytes[index]
                    if byte == CSVReader.quote {
                        guard index + 1 < count || input.isAtEnd else { return .more }
                        guard index + 1 < count, bytes[index + 1] == CSVReader.quote else { break }
                        field.isEscaped = true
                        index += 2
                        continue
                    }
                    if byte == 0x0a { lines += 1 }
                    index += 1
                }
                field.count = index - field.start
                index += 1
                fields.append(field)
                if index < count, bytes[index] == 0x0d {
                    guard index + 1 < count || input.isAtEnd else { return .more }
                    if index + 1 == count { return .record(end: index, consumed: count, lines: lines + 1) }
                    if bytes[index + 1] == 0x0a { return .record(end: index, consumed: index + 2, lines: lines + 1) }
                }
                guard index < count else {
                    return input.isAtEnd ? .record(end: index, consumed: index, lines: lines + 1) : .more
                }
                if bytes[index] == 0x0a { return .record(end: index, consumed: index + 1, lines: lines + 1) }
                guard bytes[index] == delimiter else {
                    return .broken("field \(fields.count): something follows the closing quote")
                }
                index += 1
                continue
            }
            let start = index
            while index < count, bytes[index] != delimiter, bytes[index] != 0x0a, bytes[index] != CSVReader.quote {
                index += 1
            }
            guard index < count else {
                guard input.isAtEnd else { return .more }
                fields.append(CSVField(start: start, count: index - start))
                return .record(end: index, consumed: index, lines: lines + 1)
            }
            switch bytes[index] {
            case CSVReader.quote:
                return .broken("field \(fields.count + 1): a quote within a field that has none around it")
            case delimiter:
                fields.append(CSVField(start: start, count: index - start))
                index += 1
            default:
                let end = index > start && bytes[index - 1] == 0x0d ? index - 1 : index
                fields.append(CSVField(start: start, count: end - start))
                return .record(end: end, consumed: index + 1, lines: lines + 1)
            }
        }
    }

    /// Appends the text of a field, doubled quotes undone.
    static func append(
        _ field: CSVField, of record: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]
    ) {
        let raw = UnsafeBufferPointer(rebasing: record[field.start..<field.start + field.count])
        guard field.isEscaped else { return bytes.append(contentsOf: raw) }
        var index = 0
        while index < raw.count {
            bytes.append(raw[index])
            index += raw[index] == quote ? 2 : 1
        }
    }
}
