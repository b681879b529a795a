/// What goes out of the door.
public struct Parcel: Codable, Sendable, Equatable {
    public var number: Int
    public var isGift: Bool
}
