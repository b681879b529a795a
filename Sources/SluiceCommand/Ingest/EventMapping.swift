/// How a line becomes an event: which fields name the instance, the event and its time, and what its data is.
struct EventMapping: Sendable {
    enum Format: Equatable, Sendable {
        case csv(delimiter: UInt8)
        case jsonLines
    }

    /// nil: told by the name of each file.
    var format: Format?
    /// What separates the fields of CSV; nil: what is usual for the format.
    var delimiter: UInt8?
    var instance = "instance"
    var type = "type"
    /// The type of every line, in place of a field.
    var fixedType: [UInt8]?
    var time: String?
    var eventID: String?
    /// Fields that make up the data; empty: all.
    var fields: [String] = []
    /// The field whose JSON value is the data, in place of an object of fields.
    var payload: String?
    /// CSV: numbers, true, false and empty fields become JSON numbers, truth values and null.
    var infersTypes = false
    /// Workflows by the type of the event that starts them.
    var starts: [[UInt8]: [UInt8]] = [:]
    var signalPrefix: [UInt8] = []
    /// Types that are taken; empty: all.
    var only: Set<[UInt8]> = []
    var ignored: Set<[UInt8]> = []

    /// The format of a file by its name.
    func format(of file: String) throws(CommandError) -> Format {
        if let format { return format }
        let name = file.lowercased()
        if name.hasSuffix(".csv") { return .csv(delimiter: delimiter ?? UInt8(ascii: ",")) }
        if name.hasSuffix(".tsv") { return .csv(delimiter: delimiter ?? 0x09) }
        if name.hasSuffix(".jsonl") || name.hasSuffix(".ndjson") {
            guard delimiter == nil else {
                throw CommandError(
                    .usage, "--delimiter is for CSV, and \(file) holds JSON lines by its name",
                    hint: "If it is CSV, say --format csv.")
            }
            return .jsonLines
        }
        if let delimiter { return .csv(delimiter: delimiter) }
        throw CommandError(
            .usage, "cannot tell the format of \(file) by its name", hint: "Say --format csv or --format jsonl.")
    }
}
