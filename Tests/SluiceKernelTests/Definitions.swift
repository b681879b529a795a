import SluiceKernel

/// Definitions built by hand, for tests that look at one behaviour each.
extension Definition {
    static func graph(
        _ steps: StepDefinition..., result: ResultSource = .none,
        settings: (inout DefinitionSettings) -> Void = { _ in }
    ) -> Definition {
        var all = DefinitionSettings()
        settings(&all)
        return Definition(name: "w", version: 1, steps: steps, result: result, settings: all)
    }
}

extension StepDefinition {
    static func task(
        _ name: String, _ inputs: [ValueReference] = [], after: [ValueReference] = [], gates: [String] = [],
        onFailure: FailurePolicy = .sideline, retry: RetryPolicy = .steady, deadline: Int64? = nil
    ) -> StepDefinition {
        StepDefinition(
            name: name,
            kind: .task(TaskSettings(task: name, retry: retry, timeout: 1_000, deadline: deadline), .values(inputs)),
            after: after, gates: gates, onFailure: onFailure)
    }

    static func signal(
        _ name: String, timeout: DurationSource? = nil, after: [ValueReference] = [], gates: [String] = [],
        onFailure: FailurePolicy = .sideline
    ) -> StepDefinition {
        StepDefinition(
            name: name, kind: .signal(name: name, timeout: timeout), after: after, gates: gates, onFailure: onFailure)
    }

    static func timer(_ name: String, _ source: TimerSource, after: [ValueReference] = []) -> StepDefinition {
        StepDefinition(name: name, kind: .timer(source), after: after)
    }

    static func transform(
        _ name: String, _ expression: String, after: [ValueReference] = [], gates: [String] = [],
        onFailure: FailurePolicy = .sideline
    ) -> StepDefinition {
        StepDefinition(
            name: name, kind: .transform(.expression(expression)), after: after, gates: gates, onFailure: onFailure)
    }

    static func timeout(_ name: String, of step: Int, gates: [String] = []) -> StepDefinition {
        StepDefinition(name: name, kind: .timeoutOf(.step(step)), gates: gates)
    }

    static func firstOf(_ name: String, _ choices: [ValueReference]) -> StepDefinition {
        StepDefinition(name: name, kind: .firstOf(choices))
    }
}

extension RetryPolicy {
    /// Three attempts, 100 ms and 200 ms apart, without jitter.
    static let steady = RetryPolicy(attempts: 3, first: 100, factorMilli: 2_000, cap: 1_000, jitterMilli: 0)
}
