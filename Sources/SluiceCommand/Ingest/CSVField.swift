/// Where a field lies in its record.
struct CSVField: Equatable {
    /// Without quotes.
    var start: Int
    var count: Int
    /// Doubled quotes are inside.
    var isEscaped = false
    var isQuoted = false
}
