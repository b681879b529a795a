/// The words of the document format.
package enum DocumentWords {
    /// The value of `sluice`.
    package static let formatVersion: Int64 = 1

    package static let definition = [
        "sluice", "workflow", "version", "retention", "history", "history_limit", "unknown_signals", "dedup_window",
        "cost_budget", "revision", "steps", "result",
    ]

    /// The fields that say what a step does, and what they make of it.
    package static let kinds = ["task", "transform", "signal", "timer", "until", "timeout_of", "first_of", "publish"]

    package static let common = ["when", "after", "on_failure"]

    package static let group = ["when", "steps"]

    package static let retry = ["attempts", "first", "factor", "cap", "jitter", "not"]

    /// Understood, and not yet there.
    package static let later = ["map", "child", "undo"]

    /// The fields that a step of a kind has besides ``common``, its kind first.
    package static func fields(of kind: String) -> [String] {
        switch kind {
        case "task": ["task", "queue", "with", "inputs", "retry", "timeout", "heartbeat", "deadline"]
        case "signal": ["signal", "timeout"]
        case "publish": ["publish", "key", "with", "inputs", "type", "headers", "delivery"]
        default: [kind]
        }
    }

    /// "a task": what a field that names a kind makes of its step.
    package static func kindName(_ kind: String) -> String {
        switch kind {
        case "until": "a timer"
        case "timeout_of": "a timeout_of"
        case "first_of": "a first_of"
        default: "a \(kind)"
        }
    }
}
