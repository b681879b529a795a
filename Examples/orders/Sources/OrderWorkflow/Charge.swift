/// Money taken from a card.
public struct Charge: Codable, Sendable, Equatable {
    public var number: Int
    /// Cents.
    public var amount: Int
    /// The idempotency key that the bank was given.
    public var key: String
}
