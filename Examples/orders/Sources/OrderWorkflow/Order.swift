/// What a customer ordered: the input of the workflow.
public struct Order: Codable, Sendable, Equatable {
    public var number: Int
    public var sku: String
    public var quantity: Int
    /// Cents.
    public var total: Int
    public var giftWrap: Bool

    public init(number: Int, sku: String, quantity: Int, total: Int, giftWrap: Bool) {
        self.number = number
        self.sku = sku
        self.quantity = quantity
        self.total = total
        self.giftWrap = giftWrap
    }
}
