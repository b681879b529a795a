/// A line of `orders history --json`.
struct HistoryEntry: Decodable {
    var what: String
    var step: String?
}
