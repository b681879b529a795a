/// What an execution of a task gave: another token each time, so that it shows whose result was applied.
struct Made: Codable, Sendable, Equatable {
    var number: Int
    var token: String
}
