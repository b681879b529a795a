import Foundation
package import Sluice

extension ProbeWorkflows {
    /// Only in children: who folds the log again must not die of it.
    private static let traps = ProcessInfo.processInfo.environment["PROBE_TRAPS"] != nil

    /// Transforms that trap, at the start of an instance or with the result of a task.
    package static let poison = Workflow("poison", version: 1, poisonSteps)

    private static func poisonSteps(_ flow: Flow, _ input: Value<TrapInput>) -> Value<String> {
        let checked = flow.transform("check", input) { input -> TrapInput in
            if traps && input.place == "start" { fatalError("the transform traps, as it was asked") }
            return input
        }
        let work = flow.task("work", checked) { _ in ProbeToken.next() }
        return flow.transform("sum", checked, work) { input, work -> String in
            if traps && input.place == "result" { fatalError("the transform traps, as it was asked") }
            return work
        }
    }

    /// Task bodies that trap.
    package static let trap = Workflow("trap", version: 1, trapSteps)

    private static func trapSteps(_ flow: Flow, _ input: Value<TrapInput>) -> Value<String> {
        let retry = RetryPolicy.fixed(attempts: 4, every: .milliseconds(50))
        let sync = flow.task("sync", retry: retry, concurrency: 4, input) { input -> TrapInput in
            ProbeLedger.around {
                trapIfAsked(input, "sync")
                return input
            }
        }
        return flow.task("async", retry: retry, concurrency: 16, sync) { input -> String in
            try await ProbeLedger.around {
                try await Task.sleep(for: .milliseconds(100))
                trapIfAsked(input, "async")
                try await Task.sleep(for: .milliseconds(10))
                return ProbeToken.next()
            }
        }
    }

    private static func trapIfAsked(_ input: TrapInput, _ place: String) {
        guard traps, input.place == place, (TaskContext.current?.attempt ?? 0) <= input.times else { return }
        fatalError("the body traps, as it was asked")
    }

    /// A body that takes as long as it is told, milliseconds.
    package static let slow = Workflow("slow", version: 1) { (flow, input: Value<Int>) -> Value<String> in
        flow.task("wait", retry: .none, concurrency: 256, input) { milliseconds -> String in
            try await ProbeLedger.around {
                try await Task.sleep(for: .milliseconds(milliseconds))
                return ProbeToken.next()
            }
        }
    }
}
