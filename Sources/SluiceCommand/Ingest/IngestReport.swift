import SluiceEngine

/// What came of files of lines.
struct IngestReport: Sendable {
    var files = 0
    var lines = 0
    var starts = 0
    var signals = 0
    /// Left out by `--only` and `--ignore`.
    var leftOut = 0
    var rejected = 0
    /// Events that are durable.
    var confirmed = 0
    var bytes = 0
    var unseenStarts = UnseenStarts()
    /// Microseconds.
    var elapsed: Int64 = 0

    /// The members that `run` and `ingest` both report.
    func write(to object: inout JSONObject) {
        object.int("lines", Int64(lines))
        object.int("starts", Int64(starts))
        object.int("signals", Int64(signals))
        object.int("left_out", Int64(leftOut))
        object.int("rejected_lines", Int64(rejected))
        object.int("events_ingested", Int64(confirmed))
        object.value("unseen_starts") { JSONText.strings(lines > 0 ? unseenStarts.types : [], into: &$0) }
    }

    /// Tells on stderr what is probably not what was meant.
    func warn(_ program: String) {
        guard lines > 0 else { return }
        for warning in unseenStarts.warnings { StandardError.line("\(program): warning: \(warning)") }
    }
}
