/// The data of a signal.
struct Note: Codable, Sendable, Equatable {
    var text: String
}
