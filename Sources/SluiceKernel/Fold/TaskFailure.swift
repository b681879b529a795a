/// Why an attempt failed, as it is recorded and shown.
package struct TaskFailure: Error, Equatable, Sendable {
    /// A short name that retry policies match, such as `CardDeclined` or `sluice.timeout`.
    package var type: String
    package var message: String
    /// Goes straight to the step's failure policy.
    package var isNonRetriable: Bool

    package init(type: String, message: String, isNonRetriable: Bool = false) {
        self.type = type
        self.message = message
        self.isNonRetriable = isNonRetriable
    }

    /// The attempt ran longer than its timeout.
    package static let timeoutType = "sluice.timeout"
    /// The step's total deadline passed.
    package static let deadlineType = "sluice.deadline"
    /// The node died, marked, while it ran this attempt.
    package static let nodeLostType = "sluice.node-lost"
    /// The topic of the task's queue takes nothing, or not this.
    package static let undeliveredType = "sluice.undelivered"
    /// A value is larger than a record may be.
    package static let tooLargeType = "sluice.too-large"
    /// The result is no JSON.
    package static let outputType = "sluice.output"
    /// An expression or a Swift transform failed, or gave a value of the wrong type.
    package static let transformType = "sluice.transform"
    /// What follows from the step's value ended the process again and again.
    package static let setAsideType = "sluice.set-aside"
}
