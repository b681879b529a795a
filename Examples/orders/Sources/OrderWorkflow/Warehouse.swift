/// Stands in for a warehouse system.
enum Warehouse {
    static func reserve(_ order: Order) async throws -> Reservation {
        try await Work.done(20...60) { Reservation(shelf: "A-\(order.number % 97)", isHeld: true) }
    }

    static func wrap(_ charge: Charge) async throws -> Parcel {
        try await Work.done(20...80) { Parcel(number: charge.number, isGift: true) }
    }

    static func pack(_ charge: Charge) async throws -> Parcel {
        try await Work.done(10...40) { Parcel(number: charge.number, isGift: false) }
    }

    /// Back on the shelf: nobody paid.
    static func release() async throws -> Bool {
        try await Work.done(10...30) { true }
    }
}
