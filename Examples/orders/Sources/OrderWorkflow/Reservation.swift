/// Goods put aside in the warehouse.
public struct Reservation: Codable, Sendable, Equatable {
    public var shelf: String
    public var isHeld: Bool
}
