/// What a body throws to say how its failure is recorded and whether another attempt makes sense.
///
/// Any other error is recorded under the name of its Swift type, with its description, and is tried again.
public struct TaskError: Error, Hashable, Sendable {
    /// A short name that retry policies match, such as `CardDeclined`.
    public var type: String
    public var message: String
    /// Goes straight to the step's failure policy, whatever attempts are left.
    public var nonRetriable: Bool

    public init(_ type: String, _ message: String = "", nonRetriable: Bool = false) {
        self.type = type
        self.message = message
        self.nonRetriable = nonRetriable
    }
}
