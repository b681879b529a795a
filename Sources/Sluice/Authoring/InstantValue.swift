public import FoundationEssentials

/// A point in time as ``Flow/timer(_:until:file:line:)-(_,Value<T>,_,_)`` takes it: `Date`, or a `String` in RFC 3339.
public protocol InstantValue: Codable, Sendable {}

extension String: InstantValue {}
extension Date: InstantValue {}
