/// The result of an instance.
struct Ended: Codable, Sendable, Equatable {
    var number: Int
    var token: String?
    var text: String?
    var square: Int?
}
