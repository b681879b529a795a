/// Stands in for a parcel service.
enum Carrier {
    /// - Returns: the tracking number.
    static func ship(_ parcel: Parcel) async throws -> String {
        try await Work.done(20...60) { "\(parcel.isGift ? "G" : "P")-\(1_000_000 + parcel.number)" }
    }
}
