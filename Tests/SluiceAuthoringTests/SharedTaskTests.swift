import Sluice
import SluiceKernel
import Testing

/// Tasks and workflows that one program defines more than once.
@Suite struct SharedTaskTests {
    private static func using(
        _ name: String, _ version: Int, _ charge: TaskDefinition<Int, Int, String>
    ) -> Workflow<Int, Int> {
        Workflow(name, version: version) { (flow, input: Value<Int>) -> Value<Int> in
            let text = flow.transform("text", input) { number in "\(number)" }
            return flow.run(charge, as: "charge", input, text)
        }
    }

    private static let charge = TaskDefinition<Int, Int, String>("charge") { number, text in number + text.utf8.count }

    @Test func `one definition serves several workflows`() throws {
        let registrations = try Registrations.of([
            Self.using("a", 1, Self.charge), Self.using("b", 1, Self.charge), Self.using("a", 2, Self.charge),
        ])
        #expect(registrations.map { $0.tasks.keys.sorted() } == [["charge"], ["charge"], ["charge"]])
    }

    @Test func `two bodies under one name are refused, with both places`() {
        let other = TaskDefinition<Int, Int, String>("charge") { number, _ in -number }
        let line = #line - 1
        let error = #expect(throws: WorkflowError.self) {
            try Registrations.of([Self.using("a", 1, Self.charge), Self.using("b", 1, other)])
        }
        #expect(error?.workflow == "b@1")
        let text = error?.description ?? ""
        #expect(
            text.contains("task 'charge' is defined twice, at SluiceAuthoringTests/SharedTaskTests.swift:16 for a@1"),
            "\(text)")
        #expect(text.contains("at SluiceAuthoringTests/SharedTaskTests.swift:\(line) for b@1"), "\(text)")
        #expect(text.contains("Share one TaskDefinition"), "\(text)")
    }

    @Test func `two workflows of one name and version are refused, with both places`() {
        let first = Workflow("w", version: 1) { (flow, input: Value<Int>) in flow.perform("a", input) { _ in } }
        let second = Workflow("w", version: 1) { (flow, input: Value<Int>) in flow.perform("a", input) { _ in } }
        let line = #line - 1
        let error = #expect(throws: WorkflowError.self) { try Registrations.of([first, second]) }
        let text = error?.description ?? ""
        #expect(text.contains("workflow 'w' version 1 is defined twice"), "\(text)")
        #expect(text.contains(":\(line - 1) and at SluiceAuthoringTests/SharedTaskTests.swift:\(line)"), "\(text)")
        #expect(error?.problems.count == 1)
    }

    private func run(_ body: TaskBody, _ inputs: [String]) async throws -> String {
        let identity = TaskIdentity(instance: [0x69], incarnation: 1, step: 0, pass: 0, attempt: 1)
        switch body {
        case .asynchronous(let body):
            return String(decoding: try await body(inputs.map { Array($0.utf8) }, identity), as: UTF8.self)
        case .synchronous(let body):
            let bytes = inputs.map { UnsafeRawBufferPointer(Self.copy($0)) }
            defer { for value in bytes { value.deallocate() } }
            var output: [UInt8] = []
            try bytes.withUnsafeBufferPointer { try body(StepInputs($0), identity, &output) }
            return String(decoding: output, as: UTF8.self)
        }
    }

    private static func copy(_ text: String) -> UnsafeMutableRawBufferPointer {
        let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: text.utf8.count, alignment: 1)
        bytes.copyBytes(from: Array(text.utf8))
        return bytes
    }

    @Test(arguments: [false, true], [[], ["1"], ["1", "\"xx\"", "3"]])
    func `a wrong number of inputs fails the attempt for good, and never reaches the body`(
        isAsynchronous: Bool, inputs: [String]
    ) async throws {
        let sleepy = TaskDefinition<Int, Int, String>("sleepy") { number, text async throws -> Int in
            number + text.utf8.count
        }
        let name = isAsynchronous ? "sleepy" : "charge"
        let workflow = Self.using("a", 1, isAsynchronous ? sleepy : Self.charge)
        let body = try #require(try workflow.register().tasks[name]?.body)
        #expect(try await run(body, ["1", "\"xx\""]) == "3")
        do {
            let value = try await run(body, inputs)
            Issue.record("it gave \(value)")
        } catch let failure as TaskFailure {
            #expect(failure.isNonRetriable)
            #expect(failure.type == "sluice.input")
            let passes = inputs.count == 1 ? "1 input" : "\(inputs.count) inputs"
            #expect(failure.message == "task '\(name)' takes 2 inputs, and this step passes \(passes)")
        }
    }
}
