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
    /// Microseconds.
    var elapsed: Int64 = 0
}
