import SluiceExpressions
import SluiceKernel

/// Lines of a CSV file as events.
struct CSVEventReader {
    private var reader: CSVReader
    private let names: [String]
    private let instance: Int
    private let type: Int?
    private let time: Int?
    private let eventID: Int?
    private let payload: Int?
    /// Columns of the data, each with its key as JSON and the colon behind it.
    private let data: [(column: Int, key: [UInt8])]
    private let mapping: EventMapping
    private var scratch: [UInt8] = []

    /// Reads the header.
    ///
    /// - Throws: `data` when there is none, or it lacks a column that the options name.
    init(_ input: InputBuffer, delimiter: UInt8, mapping: EventMapping, limit: Int) throws(CommandError) {
        reader = CSVReader(input, delimiter: delimiter, limit: limit)
        self.mapping = mapping
        let file = input.name
        guard case .record(let header, _) = try reader.next() else {
            throw CommandError(.data, "\(file) has no header: its first line names the columns")
        }
        var names: [String] = []
        for field in reader.fields {
            var bytes: [UInt8] = []
            CSVReader.append(field, of: header, to: &bytes)
            if names.isEmpty, bytes.starts(with: [0xef, 0xbb, 0xbf]) { bytes.removeFirst(3) }
            guard let name = String(validating: bytes, as: UTF8.self) else {
                throw CommandError(.data, "\(file): column \(names.count + 1) is not named in UTF-8")
            }
            if names.contains(where: { $0.isSameBytes(as: name) }) {
                throw CommandError(.data, "\(file): two columns are named \(name.quotedForMessage)")
            }
            names.append(name)
        }
        self.names = names
        func column(_ name: String, _ option: String) throws(CommandError) -> Int {
            if let index = names.firstIndex(where: { $0.isSameBytes(as: name) }) { return index }
            // A file that another program has written with another delimiter has one long column.
            let others = [";", "\t", "|"]
            if names.count == 1, let other = others.first(where: { names[0].contains($0) }) {
                let word = other == "\t" ? "tab" : ShellText.word(other)
                throw CommandError(
                    .data, "\(file) has one column only: \(names[0].quotedForMessage)",
                    hint: "If its fields are separated otherwise, say --delimiter \(word).")
            }
            let near = NearestName.of(name, among: names).map { "Did you mean \($0.quotedForMessage)?" }
            throw CommandError(
                .data, "\(file) has no column \(name.quotedForMessage) (--\(option))",
                hint: near ?? "Its columns: \(names.map(\.quotedForMessage).joined(separator: ", ")).")
        }
        instance = try column(mapping.instance, "instance")
        type = mapping.fixedType == nil ? try column(mapping.type, "type") : nil
        time = try mapping.time.map { name throws(CommandError) in try column(name, "time") }
        eventID = try mapping.eventID.map { name throws(CommandError) in try column(name, "event-id") }
        payload = try mapping.payload.map { name throws(CommandError) in try column(name, "payload") }
        var columns: [Int] = []
        for field in mapping.fields { columns.append(try column(field, "field")) }
        if columns.isEmpty { columns = Array(names.indices) }
        data = columns.map { column in
            var key: [UInt8] = []
            JSONWriter.string(names[column], into: &key)
            key.append(UInt8(ascii: ":"))
            return (column, key)
        }
    }

    mutating func next() throws(CommandError) -> LineOutcome { try reader.next() }

    /// Turns the record that ``next()`` handed out into an event.
    mutating func read(_ record: UnsafeBufferPointer<UInt8>, into event: inout LineEvent) throws(LineRejection) {
        event.clear()
        let fields = reader.fields
        guard fields.count == names.count else {
            throw LineRejection("\(fields.count) fields, the header has \(names.count)")
        }
        guard UTF8Check.isValid(record) else { throw LineRejection("not UTF-8") }
        CSVReader.append(fields[instance], of: record, to: &event.instance)
        if let type {
            CSVReader.append(fields[type], of: record, to: &event.type)
            if event.type.isEmpty { throw LineRejection("\(names[type].quotedForMessage) is empty") }
        } else {
            event.type.append(contentsOf: mapping.fixedType ?? [])
        }
        if let time {
            let field = fields[time]
            let text = UnsafeBufferPointer(rebasing: record[field.start..<field.start + field.count])
            guard let read = EventTime.read(text) else {
                throw LineRejection(
                    "\(names[time].quotedForMessage) is no time: "
                        + "\(String(decoding: text.prefix(60), as: UTF8.self).quotedForMessage)"
                        + " (expected RFC 3339 or ISO 8601 with an offset)")
            }
            event.time = read
        }
        if let eventID {
            CSVReader.append(fields[eventID], of: record, to: &event.eventID)
            if event.eventID.isEmpty { throw LineRejection("\(names[eventID].quotedForMessage) is empty") }
        } else {
            LineHash.append(record, to: &event.eventID)
        }
        if let payload {
            CSVReader.append(fields[payload], of: record, to: &event.data)
            do throws(JSONError) { try JSON.validate(event.data) } catch {
                throw LineRejection("\(names[payload].quotedForMessage) is no JSON: \(error)")
            }
        } else {
            object(record, fields, into: &event.data)
        }
    }

    private mutating func object(
        _ record: UnsafeBufferPointer<UInt8>, _ fields: [CSVField], into bytes: inout [UInt8]
    ) {
        bytes.append(UInt8(ascii: "{"))
        for index in data.indices {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            bytes.append(contentsOf: data[index].key)
            let field = fields[data[index].column]
            let raw = UnsafeBufferPointer(rebasing: record[field.start..<field.start + field.count])
            if mapping.infersTypes, !field.isQuoted, CSVEventReader.isJSONScalar(raw) {
                bytes.append(contentsOf: raw.isEmpty ? Array("null".utf8)[...] : Array(raw)[...])
            } else if field.isEscaped {
                scratch.removeAll(keepingCapacity: true)
                CSVReader.append(field, of: record, to: &scratch)
                JSONWriter.string(scratch, into: &bytes)
            } else {
                JSONWriter.string(raw, into: &bytes)
            }
        }
        bytes.append(UInt8(ascii: "}"))
    }

    /// Whether the text is a JSON number, `true`, `false`, or nothing.
    private static func isJSONScalar(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = text.first else { return true }
        switch first {
        case UInt8(ascii: "t"): return text.elementsEqual("true".utf8)
        case UInt8(ascii: "f"): return text.elementsEqual("false".utf8)
        case UInt8(ascii: "-"), 0x30...0x39:
            guard text.last != 0x20 else { return false }
            return (try? JSON.validate(UnsafeRawBufferPointer(text))) != nil
        default: return false
        }
    }
}
