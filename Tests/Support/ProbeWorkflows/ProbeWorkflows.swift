package import Sluice

/// Workflows that the process tests run in children.
package enum ProbeWorkflows {
    package static let all: [any AnyWorkflow] = [probe, poison, trap, slow]

    /// How long `pause` waits, milliseconds.
    package static let pause = 50
    /// How long `late` waits, milliseconds.
    package static let lateTimeout = 300

    /// A task that is retried, a signal, a signal with a timeout, a timer, and a task behind all of them.
    package static let probe = Workflow("probe", version: 1, settings: settings, probeSteps)

    private static let settings = WorkflowSettings(retention: .seconds(86_400))

    private static func probeSteps(_ flow: Flow, _ input: Value<ProbeInput>) -> Value<ProbeResult> {
        let retry = RetryPolicy.exponential(attempts: 4, first: .milliseconds(20), not: ["Hopeless"])
        let first = flow.task("first", retry: retry, onFailure: .fail, concurrency: 16, input) { input -> String in
            try ProbeLedger.around {
                if input.ending == .failed { throw TaskError("Hopeless", "number \(input.number)") }
                if (TaskContext.current?.attempt ?? 0) <= input.failures { throw TaskError("Busy") }
                return ProbeToken.next()
            }
        }
        let go = flow.signal("go", of: ProbeSignal.self)
        let late = flow.signal("late", of: ProbeSignal.self, timeout: .milliseconds(lateTimeout))
        let pause = flow.timer("pause", after: first, .milliseconds(pause))
        let second = flow.task("second", retry: retry, concurrency: 64, input, go, pause) { input, go, _ -> String in
            try await ProbeLedger.around {
                try await Task.sleep(for: .milliseconds(5 + input.number % 20))
                if input.ending == .sidelined { throw TaskError("Hopeless", go.text) }
                return ProbeToken.next()
            }
        }
        let expired = flow.task("expired", ifPresent: late.timedOut) { _ -> String in
            ProbeLedger.around { ProbeToken.next() }
        }
        return flow.transform("result", input, first, second, late.received, expired) {
            input, first, second, late, expired in
            ProbeResult(number: input.number, first: first, second: second, late: late?.text, expired: expired)
        }
    }
}
