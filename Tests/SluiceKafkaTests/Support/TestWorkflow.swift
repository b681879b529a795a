import SluiceKernel

/// A transform, then a task, beside a signal with a timeout.
enum TestWorkflow {
    static let name = "order"

    static func registration(approval: Bool = true) -> Registration {
        let task = TaskSettings(task: "charge", retry: RetryPolicy(attempts: 3, first: 50), timeout: 30_000)
        var steps = [
            StepDefinition(name: "label", kind: .transform(.closure([.input]))),
            StepDefinition(name: "charge", kind: .task(task, .values([.step(0)]))),
        ]
        if approval {
            steps.append(StepDefinition(name: "approval", kind: .signal(name: "approval", timeout: .fixed(3_600_000))))
        }
        let definition = Definition(name: name, version: 1, steps: steps, result: .value(.step(1)))
        let copy: TransformBody = { inputs, output in output.append(contentsOf: inputs[0]) }
        let charge = TaskBody.synchronous { inputs, _, output in output.append(contentsOf: inputs[0]) }
        return Registration(
            definition: definition, transforms: ["label": copy], tasks: ["charge": TaskOffer(body: charge)])
    }
}
