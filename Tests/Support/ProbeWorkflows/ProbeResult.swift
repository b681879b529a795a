package struct ProbeResult: Codable, Sendable, Equatable {
    package var number: Int
    package var first: String
    package var second: String
    package var late: String?
    package var expired: String?
}
