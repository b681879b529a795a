/// One execution of a task: what its result must name to be applied.
package struct TaskIdentity: Equatable, Hashable, Sendable {
    package var instance: [UInt8]
    /// Position of the instance's start: tells two lives of one id apart.
    package var incarnation: Int64
    /// Index of the step in its definition.
    package var step: UInt16
    package var pass: UInt16
    /// From 1.
    package var attempt: UInt16

    package init(instance: [UInt8], incarnation: Int64, step: UInt16, pass: UInt16, attempt: UInt16) {
        self.instance = instance
        self.incarnation = incarnation
        self.step = step
        self.pass = pass
        self.attempt = attempt
    }

    /// Calls `body` with what an event of this execution names.
    package func withReference<Result>(_ body: (TaskReference) throws -> Result) rethrows -> Result {
        try instance.withUnsafeBytes { id in
            try body(
                TaskReference(instance: id, incarnation: incarnation, step: step, pass: pass, attempt: attempt))
        }
    }

    /// `instance/incarnation/step/pass/attempt`: what a body hands to the systems it calls, so that they can tell a repeat.
    package var idempotencyKey: String {
        "\(String(decoding: instance, as: UTF8.self))/\(incarnation)/\(step)/\(pass)/\(attempt)"
    }
}
