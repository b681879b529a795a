/// What starts an order's instance.
struct Order: Codable, Sendable {
    /// In cents.
    var total: Int
    /// `standard`, `fragile` (checked before it ships) or `oversize` (nobody ships these: a person has to look).
    var kind: String
}

/// The signal `payment`.
struct Payment: Codable, Sendable {
    /// In cents.
    var amount: Int
}

/// How an order ended.
struct Receipt: Codable, Sendable {
    var reservation: String
    /// Absent when the payment did not come in time.
    var charge: String?
    var shipment: String?
}
