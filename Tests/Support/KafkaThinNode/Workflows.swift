import SluiceEngine
import SluiceKernel

/// What the node of the tests runs: `charge` has one task with a closure, `label` a transform and nothing else, `tell`
/// publishes, behind a task, to topics of its application that the test makes.
enum Workflows {
    static func all(_ application: String) -> [Registration] { [charge, label, tell(application)] }

    /// Orders of the application's topic `orders` start `tell`: what is no order is passed over.
    static func sources(_ application: String) throws -> [Source] {
        try Source.all([
            SourceRule(
                topic: "\(application).orders", target: .start(workflow: "tell", version: 0),
                id: SourceExpression("value.id", role: .id),
                condition: SourceExpression("value.kind == 'order'", role: .condition))
        ])
    }

    private static func tell(_ application: String) -> Registration {
        var hinted = PublishSettings(topic: "\(application).hinted")
        hinted.delivery = .atLeastOnce
        let definition = Definition(
            name: "tell", version: 1,
            steps: [
                StepDefinition(name: "charge", kind: .task(TaskSettings(task: "charge"), .values([.input]))),
                StepDefinition(
                    name: "told", kind: .publish(PublishSettings(topic: "\(application).told"), .values([.step(0)]))),
                StepDefinition(name: "hinted", kind: .publish(hinted, .values([.step(0)]))),
            ])
        return Registration(definition: definition)
    }

    static var charge: Registration {
        let task = TaskSettings(task: "charge", retry: RetryPolicy(attempts: 5, first: 50), timeout: 30_000)
        let definition = Definition(
            name: "charge", version: 1, steps: [StepDefinition(name: "charge", kind: .task(task, .values([.input])))],
            result: .value(.step(0)))
        let body = TaskBody.synchronous { inputs, _, output in
            output.append(contentsOf: Array("{\"charged\":".utf8))
            output.append(contentsOf: inputs[0])
            output.append(UInt8(ascii: "}"))
        }
        return Registration(definition: definition, tasks: ["charge": TaskOffer(body: body)])
    }

    static var label: Registration {
        let definition = Definition(
            name: "label", version: 1,
            steps: [StepDefinition(name: "label", kind: .transform(.closure([.input])))], result: .value(.step(0)))
        let body: TransformBody = { inputs, output in
            output.append(contentsOf: Array("{\"labelled\":".utf8))
            output.append(contentsOf: inputs[0])
            output.append(UInt8(ascii: "}"))
        }
        return Registration(definition: definition, transforms: ["label": body])
    }
}
