/// The input of an instance.
struct Content: Codable, Sendable, Equatable {
    var number: Int
}
