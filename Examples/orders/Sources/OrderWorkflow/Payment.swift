/// What the payment page sends once the customer has paid: the signal `payment`.
public struct Payment: Codable, Sendable, Equatable {
    public var number: Int
    /// Cents.
    public var amount: Int
    public var card: String

    public init(number: Int, amount: Int, card: String) {
        self.number = number
        self.amount = amount
        self.card = card
    }

    /// A card that the bank never takes.
    public static let blockedCard = "blocked"
}
