import Sluice
import SluiceEngine
import SluiceKernel
import SluiceTestKit

/// Definitions that the engine's tests run.
enum TestDefinitions {
    static func read(_ yaml: String) -> Definition {
        let reading = WorkflowDocument.read(Array(yaml.utf8), format: .yaml)
        guard let definition = reading.definition else {
            fatalError("a test's document is wrong: \(reading.problems)")
        }
        return definition
    }

    /// One task.
    static let single = read(
        """
        sluice: 1
        workflow: single
        version: 1
        steps:
          work: {task: work}
        result: work
        """)

    /// A task that may retry, a signal with a timeout, a timer, a condition, a join, and a step that may be sidelined.
    static let order = read(
        """
        sluice: 1
        workflow: order
        version: 1
        retention: 1h
        steps:
          reserve:
            task: reserve
            retry: {attempts: 3, first: 100ms, factor: 2, cap: 1s, jitter: 0.1}
          payment: {signal: , timeout: 30s, after: [reserve]}
          late: {timeout_of: payment}
          remind: {task: remind, inputs: [late]}
          pause: {timer: 2s, after: [payment]}
          check:
            task: check
            with: '{"id": input.id, "paid": payment}'
            when: input.total > 100
            after: [payment]
          ship:
            task: ship
            inputs: [reserve, payment, check]
            after: [pause]
            retry: {attempts: 2, first: 50ms, cap: 50ms, factor: 1, jitter: 0}
          total: {transform: 'input.total * 2'}
        result: '{"ship": ship, "total": total, "remind": remind}'
        """)
}
