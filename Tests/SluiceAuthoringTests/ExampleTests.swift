import SluiceKernel
import SluiceTestKit
import Testing

@testable import Sluice

/// The graphs of the example workflows, step by step.
@Suite struct ExampleTests {
    @Test func `EmailMarketing sends to each address on its own`() throws {
        #expect(
            try drawing(AncestorWorkflows.emailMarketing()) == """
                address-1 transform(input)
                send-email-1 task(address-1)
                address-2 transform(input)
                send-email-2 task(address-2)
                result none
                """)
        #expect(try AncestorWorkflows.emailMarketing(count: 5).register().definition.steps.count == 10)
        let registration = try AncestorWorkflows.emailMarketing().register()
        #expect(try run(registration, "email-marketing-2@1/send-email-2", "\"a@b\"") == "\"sent to a@b\"")
        guard case .task(let settings, _) = registration.definition.steps[1].kind else { return }
        #expect(settings.retry.attempts == 3)
        #expect(settings.timeout == 1_000)
    }

    @Test func `UserVerification is a chain`() throws {
        #expect(
            try drawing(AncestorWorkflows.userVerification()) == """
                retrieve-user-data task(input)
                verify-user task(retrieve-user-data)
                check-verification-status task(verify-user)
                result none
                """)
    }

    @Test func `ManualSellerVerification waits for a person`() throws {
        #expect(
            try drawing(AncestorWorkflows.manualSellerVerification()) == """
                retrieve-seller-data task(input)
                notify-customer-support task(retrieve-seller-data)
                seller-verification signal()
                confirm-verification-status task(seller-verification)
                result none
                """)
    }

    @Test func `CancelPath skips what hangs on the cancelled event only`() throws {
        #expect(
            try drawing(AncestorWorkflows.cancelPath()) == """
                t1 task(input)
                t2 task(t1)
                t2.isCancelled transform(t2)
                e2 transform(t2) when steps["t2.isCancelled"] == false
                t3 task(t1)
                t4 task(e2, t3)
                t5 task(e2)
                t6 task(t5)
                t7 task(t5)
                t8 task(t5)
                t9 task(t6, t7, t8)
                t10 task(t4, t9)
                result none
                """)
        let registration = try AncestorWorkflows.cancelPath().register()
        #expect(
            try run(registration, "cancel-path@1/t2", "\"event\"") == #"{"event":"e2 of event","isCancelled":true}"#)
        #expect(try run(registration, "cancel-path@1/t4", nil, "\"x\"") == "\"e4\"")
        #expect(try run(registration, "cancel-path@1/t10", "\"x\"", nil) == "{}")
    }

    @Test(arguments: ["tasks", "transforms"])
    func `BenchmarkWorkFlowA is twice ten steps on six levels`(_ kind: String) throws {
        let workflow =
            kind == "tasks" ? BenchmarkWorkflows.graphAAsTasks : BenchmarkWorkflows.graphAAsTransforms
        let verb = kind == "tasks" ? "task" : "transform"
        let half = """
            H-random-1 V(input)
            H-random-2 V(input)
            H-add-1 V(H-random-1, H-random-2)
            H-subtract V(H-random-1, H-random-2)
            H-increment V(H-add-1)
            H-decrement V(H-subtract)
            H-modulus V(H-increment, H-decrement)
            H-left-shift V(H-modulus)
            H-right-shift V(H-modulus)
            H-add-2 V(H-left-shift, H-right-shift)

            """
        let both = half.replacing("H", with: "left") + half.replacing("H", with: "right") + "result none"
        #expect(try drawing(workflow) == both.replacing("V", with: verb))
        #expect(BenchmarkWorkflows.modulus(7, 0) == 0)
    }

    @Test func `every example compiles to a program`() throws {
        let workflows: [any AnyWorkflow] = [
            AncestorWorkflows.emailMarketing(), AncestorWorkflows.userVerification(),
            AncestorWorkflows.manualSellerVerification(), AncestorWorkflows.cancelPath(),
            BenchmarkWorkflows.graphAAsTasks, BenchmarkWorkflows.graphAAsTransforms, BenchmarkWorkflows.oneTaskOnBytes,
            BenchmarkWorkflows.oneTaskCodable, BenchmarkWorkflows.chain,
        ]
        for workflow in workflows { _ = try GraphProgram(workflow.register(), fingerprint: "") }
    }

    @Test func `small workloads read and write their payload`() throws {
        let purchase = BenchmarkWorkflows.Purchase(number: 12_345)
        var json: [UInt8] = []
        try json.write(purchase)
        #expect((180...200).contains(json.count), "\(json.count)")
        let text = String(decoding: json, as: UTF8.self)
        let bytes = try BenchmarkWorkflows.oneTaskOnBytes.register()
        #expect(try run(bytes, "one-task-bytes@1/copy", text) == text)
        let codable = try BenchmarkWorkflows.oneTaskCodable.register()
        let more = text.replacing("\"total\":\(purchase.total)", with: "\"total\":\(purchase.total + 1)")
        #expect(try run(codable, "one-task-codable@1/copy", text) == more)
        #expect(try drawing(BenchmarkWorkflows.chain).hasSuffix("step-5 task(step-4)\nresult step-5"))
    }
}

/// One line a step: name, kind, inputs, conditions.
private func drawing(_ workflow: any AnyWorkflow) throws -> String {
    let definition = try workflow.register().definition
    func name(_ reference: ValueReference) -> String {
        switch reference {
        case .input: "input"
        case .step(let index): definition.steps[index].name
        }
    }
    func list(_ references: [ValueReference]) -> String { references.map(name).joined(separator: ", ") }
    var lines = definition.steps.map { step in
        let what =
            switch step.kind {
            case .task(_, .values(let inputs)): "task(\(list(inputs)))"
            case .transform(.closure(let inputs)): "transform(\(list(inputs)))"
            case .signal: "signal()"
            case .timeoutOf(let signal): "timeout(\(name(signal)))"
            case .timer: "timer(\(list(step.after)))"
            case .firstOf(let inputs): "first(\(list(inputs)))"
            case .publish(_, .values(let inputs)): "publish(\(list(inputs)))"
            case .task, .transform, .publish: "expression"
            }
        return "\(step.name) \(what)" + step.gates.map { " when \($0)" }.joined()
    }
    switch definition.result {
    case .none: lines.append("result none")
    case .value(let reference): lines.append("result \(name(reference))")
    case .expression(let text): lines.append("result \(text)")
    }
    return lines.joined(separator: "\n")
}
