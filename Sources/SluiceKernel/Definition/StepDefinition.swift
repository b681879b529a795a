/// A node of the graph.
package struct StepDefinition: Equatable, Sendable {
    /// 1-64 bytes of `[A-Za-z0-9_.-]`, unique in its definition.
    package var name: String
    package var kind: StepKind
    /// Steps that must have settled first without giving a value to this one.
    package var after: [ValueReference]
    /// Conditions, outermost first; all must be true, else the step is skipped. CEL over the steps.
    package var gates: [String]
    package var onFailure: FailurePolicy

    package init(
        name: String, kind: StepKind, after: [ValueReference] = [], gates: [String] = [],
        onFailure: FailurePolicy = .sideline
    ) {
        self.name = name
        self.kind = kind
        self.after = after
        self.gates = gates
        self.onFailure = onFailure
    }
}

/// What a step does once it is ready. `map` and `child` join this list with their own issue.
package enum StepKind: Equatable, Sendable {
    /// Work outside the fold.
    case task(TaskSettings, StepInput)
    /// A pure function inside the fold: CEL, or a Swift closure of the definition.
    case transform(TransformSource)
    /// Waits for the signal `name`; skipped when `timeout` passes first.
    case signal(name: String, timeout: DurationSource?)
    /// Settles with the signal step: has the value `{}` when that timed out, is skipped when the signal came.
    case timeoutOf(ValueReference)
    case timer(TimerSource)
    /// The first of these, in order, that has a value; skipped when none has.
    case firstOf([ValueReference])
    /// Gives a record to a topic; its value is `{}`.
    case publish(PublishSettings, StepInput)
}

/// What a step is given.
package enum StepInput: Equatable, Sendable {
    /// These values in order, `null` for a skipped one: a JSON array for workers, typed arguments for Swift closures.
    case values([ValueReference])
    /// The JSON value of a CEL expression.
    case expression(String)
}

package enum TransformSource: Equatable, Sendable {
    case expression(String)
    /// The Swift closure registered for this step, over these values.
    case closure([ValueReference])
}

package enum TimerSource: Equatable, Sendable {
    case after(DurationSource)
    /// CEL of type timestamp, or of type string and then in RFC 3339.
    case until(String)
}

/// A length of time: fixed, or computed when the step becomes ready.
package enum DurationSource: Equatable, Sendable {
    /// Milliseconds, from 1.
    case fixed(Int64)
    /// CEL of type duration.
    case expression(String)
}

/// What happens once a step has spent its retries.
package enum FailurePolicy: String, Equatable, Sendable, CaseIterable {
    /// The step waits for a person; others go on.
    case sideline
    /// The instance fails.
    case fail
    /// The step is skipped, and skipping runs down the graph.
    case skip
}
