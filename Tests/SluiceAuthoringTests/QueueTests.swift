import Sluice
import SluiceKernel
import SluiceTestKit
import Testing

@Suite struct QueueTests {
    struct Order: Codable, Sendable { var total: Int; var note: String? }
    struct Receipt: Codable, Sendable { var charged: Int }

    private static let charge = TaskDefinition<Receipt, Order>(
        "charge", queue: "payments", retry: .exponential(attempts: 3), timeout: .seconds(300), heartbeat: .seconds(30))
    private static let mail = TaskDefinition<Bool, Receipt, String?>("mail", queue: "mails", deadline: .seconds(900))

    private static let workflow = Workflow("paying", version: 1) { (flow, order: Value<Order>) -> Value<Bool> in
        let receipt = flow.run(charge, order)
        let note = flow.transform("note", order) { $0.note }
        return flow.run(mail, receipt, note)
    }

    @Test func `a task of a queue has no body, and its document says the same`() throws {
        let registration = try Self.workflow.register()
        #expect(registration.tasks.isEmpty)
        guard case .task(let charge, .values([.input])) = registration.definition.steps[0].kind,
            case .task(let mail, _) = registration.definition.steps[2].kind
        else { return #expect(Bool(false), "\(registration.definition.steps)") }
        #expect(charge.task == "charge" && charge.queue == "payments" && charge.retry.attempts == 3)
        #expect(charge.timeout == 300_000 && charge.heartbeat == 30_000 && charge.deadline == nil)
        #expect(mail.queue == "mails" && mail.heartbeat == nil && mail.deadline == 900_000)
        #expect(registration.definition.queues == ["payments", "mails"])
        let document = DefinitionReader.read(json: DefinitionWriter.canonicalJSON(registration.definition))
        #expect(document.problems == [] && document.definition == registration.definition)
        let text = String(decoding: DefinitionWriter.canonicalJSON(registration.definition), as: UTF8.self)
        #expect(
            text.contains(#"{"task":"charge","queue":"payments","#)
                && text.contains(#""timeout":"5m","heartbeat":"30s""#), "\(text)")
    }

    @Test func `what a body would not be called for is not given to a worker either`() throws {
        let workflow = Workflow("maybe", version: 1) { (flow, order: Value<Order>) -> Value<Int> in
            let part = flow.transform("part", order) { order -> Order? in order.total > 0 ? order : nil }
            let receipt = flow.run(Self.charge, part)
            return flow.transform("sum", receipt) { $0?.charged ?? -1 }
        }
        let registration = try workflow.register()
        for (total, expected) in [(5, StepPhase.pending), (0, .skipped)] {
            let bench = FoldBench.with(registration.definition, transforms: registration.transforms)
            bench.send(.start("i", of: "maybe", input: "{\"total\":\(total)}"))
            #expect(bench.phase("i", 1) == expected, "\(bench.text("i"))")
            #expect(bench.found == [])
        }
    }

    @Test func `a name that no queue can have is an error that names the place`() {
        let odd = TaskDefinition<Int, Int>("odd", queue: "my queue")
        let line = #line - 1
        let workflow = Workflow("w", version: 1) { (flow, number: Value<Int>) in flow.run(odd, number) }
        let error = #expect(throws: WorkflowError.self) { try workflow.register() }
        let text = error?.description ?? ""
        #expect(text.contains("QueueTests.swift:\(line)") && text.contains("queue"), "\(text)")
    }
}
