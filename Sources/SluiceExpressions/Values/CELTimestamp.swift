/// A moment: seconds since 1970-01-01T00:00:00Z and nanoseconds within the second.
///
/// From 0001-01-01T00:00:00Z to 9999-12-31T23:59:59.999999999Z, what RFC 3339 can write. No time zone, no clock.
package struct CELTimestamp: Equatable, Comparable, Hashable, Sendable {
    package static let minimumSeconds: Int64 = -62_135_596_800
    package static let maximumSeconds: Int64 = 253_402_300_799

    package let seconds: Int64
    /// 0 ..< 1,000,000,000, counted forward also before 1970.
    package let nanoseconds: UInt32

    /// Nil outside of the range of years or of nanoseconds.
    package init?(seconds: Int64, nanoseconds: UInt32 = 0) {
        guard seconds >= Self.minimumSeconds, seconds <= Self.maximumSeconds, nanoseconds < 1_000_000_000 else {
            return nil
        }
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    /// A moment that is known to be in range.
    init(unchecked seconds: Int64, nanoseconds: UInt32) {
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    /// A moment given in milliseconds, as the log gives them. Nil outside of the range.
    package init?(milliseconds: Int64) {
        let (quotient, remainder) = milliseconds.quotientAndRemainder(dividingBy: 1000)
        let borrowed = remainder < 0
        self.init(
            seconds: borrowed ? quotient - 1 : quotient,
            nanoseconds: UInt32(borrowed ? remainder + 1000 : remainder) * 1_000_000)
    }

    /// The moment in milliseconds since 1970, rounded down.
    package var milliseconds: Int64 {
        seconds * 1000 + Int64(nanoseconds / 1_000_000)
    }

    package static func < (left: CELTimestamp, right: CELTimestamp) -> Bool {
        (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
    }

    /// The moment `duration` later, or nil beyond the range.
    package func adding(_ duration: CELDuration) -> CELTimestamp? {
        let (whole, part) = duration.nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        var nanoseconds = Int64(nanoseconds) + part
        var seconds = seconds + whole
        if nanoseconds < 0 {
            nanoseconds += 1_000_000_000
            seconds -= 1
        } else if nanoseconds >= 1_000_000_000 {
            nanoseconds -= 1_000_000_000
            seconds += 1
        }
        return CELTimestamp(seconds: seconds, nanoseconds: UInt32(nanoseconds))
    }

    /// The span from `earlier` to this moment, or nil if it exceeds 64 bits of nanoseconds.
    package func since(_ earlier: CELTimestamp) -> CELDuration? {
        let (product, overflow) = (seconds - earlier.seconds).multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, carry) = product.addingReportingOverflow(Int64(nanoseconds) - Int64(earlier.nanoseconds))
        return overflow || carry ? nil : CELDuration(nanoseconds: sum)
    }
}
