/// One step of a live instance. Plain bytes: an instance's steps are one block of memory.
package struct StepState: Equatable {
    package var phase = StepPhase.waiting
    package var flags: Flags = []
    /// Of the current or last attempt, from 1; 0 before the first. Never falls, so a result names exactly one attempt.
    package var attempt: UInt16 = 0
    /// How often this part of the instance was re-run from a step.
    package var pass: UInt16 = 0
    /// Failed attempts since the step was last driven: what the retry policy counts.
    package var failures: UInt16 = 0
    /// The value's place in the instance's arena. Length 0: no value (no JSON value is empty).
    package var valueOffset: UInt32 = 0
    package var valueLength: UInt32 = 0
    /// Microseconds since 1970: the event that settled it, by its producer's clock where that was said.
    package var time: Int64 = 0

    package init() {}

    /// Whether ``time`` says anything: a waiting step has none but that of a signal which came already.
    var hasTime: Bool { phase != .waiting || flags.contains(.arrived) }

    package struct Flags: OptionSet, Equatable, Sendable {
        package let rawValue: UInt8
        package init(rawValue: UInt8) { self.rawValue = rawValue }

        /// A signal that came before its step was ready; the value is already here.
        package static let arrived = Flags(rawValue: 1)
        /// The signal step timed out (and is skipped).
        package static let timedOut = Flags(rawValue: 2)
        /// The value has a cell of its own, and the store holds it. Live only, not encoded.
        package static let stored = Flags(rawValue: 128)
        package static let encoded: Flags = [.arrived, .timedOut]
    }
}
