import Foundation
import Sluice
import SluiceKernel
import Testing

/// That each call resolves to the overload that was meant: the written types are the test, for without the right overload none
/// of this compiles.
@Suite struct OverloadTests {
    static let double = TaskDefinition("double") { (value: Int) in value * 2 }
    static let join = TaskDefinition("join", retry: .none) { (a: Int, b: String?) async throws -> String in
        "\(a)\(b ?? "-")"
    }

    static func sleep() async throws {}

    @Test func `every shape of a call has the type it should`() throws {
        let workflow = Workflow("shapes", version: 1) { (flow, input: Value<Order>) -> Void in
            let condition: Value<Bool> = flow.transform("is-large", input) { $0.total > 1 }
            let number: Value<Int> = flow.task("number", input) { $0.total }
            let later: Value<Int> = flow.task("later", input) { order in
                try await OverloadTests.sleep()
                return order.total
            }
            let optional: Value<Int?> = flow.task("optional", input) { order in order.total > 0 ? order.total : nil }
            let skippable: Value<Int?> = flow.when(condition) { flow.task("gated", input) { $0.total } }
            let other: Value<String?> = flow.unless(condition) { flow.task("else", input) { $0.id } }
            // One absent input: taken as an optional, or skipped with it.
            let taken = flow.task("taken", skippable) { (value: Int?) in value ?? 0 }
            let takenType: Value<Int?> = taken
            let lifted = flow.task("lifted", ifPresent: skippable) { value in value + 1 }
            let liftedType: Value<Int?> = lifted
            let liftedFlat = flow.task("lifted-flat", ifPresent: skippable) { (value: Int) -> Int? in
                value > 3 ? value : nil
            }
            let liftedFlatType: Value<Int?> = liftedFlat
            // All may be absent.
            let all = flow.task("all", skippable, other) { number, text in "\(number ?? 0)\(text ?? "")" }
            let allType: Value<String?> = all
            let flat = flow.task("flat", skippable, other) { (number, text) -> Int? in number }
            let flatType: Value<Int?> = flat
            let asynchronous = flow.task("asynchronous", skippable, other) { number, text in
                try await OverloadTests.sleep()
                return number ?? text?.count ?? 0
            }
            let asynchronousType: Value<Int?> = asynchronous
            // Some may be absent.
            let mixed = flow.task("mixed", number, skippable, other) { number, skippable, other in
                number + (skippable ?? 0) + (other?.count ?? 0)
            }
            let mixedType: Value<Int> = mixed
            let sure: Value<String> = flow.task("sure", number, skippable.orSkipped) { number, _ in "\(number)" }
            let pure = flow.transform("pure", skippable, other) { number, _ in number }
            let pureType: Value<Int?> = pure
            let pureLifted = flow.transform("pure-lifted", ifPresent: skippable) { $0 * 2 }
            let pureLiftedType: Value<Int?> = pureLifted
            let functions: Value<Int> = flow.task("function", number, later, run: OverloadTests.add)
            let doubled: Value<Int> = flow.run(OverloadTests.double, number)
            let doubledSkippable: Value<Int?> = flow.run(OverloadTests.double, as: "double-2", skippable)
            let joined: Value<String> = flow.run(OverloadTests.join, number, other)
            let bytes: Value<RawJSON> = flow.task("bytes", bytes: input) { json in Array(json) }
            let typedBytes: Value<Order> = flow.task("typed-bytes", bytes: input, as: Order.self) { json in Array(json)
            }
            let none: Value<Int> = flow.task("none") { 7 }
            let noneLater: Value<Int> = flow.task("none-later") {
                try await OverloadTests.sleep()
                return 7
            }
            let constant: Value<[String]> = flow.transform("constant") { ["a"] }
            let seven = flow.task("seven", number, number, number, number, number, number, number) {
                (a: Int, b: Int, c: Int, d: Int, e: Int, f: Int, g: Int) -> Int in a
            }
            let sevenType: Value<Int> = seven
            let pair = flow.when(condition) {
                let a = flow.task("pair-a", number) { $0 }
                let b = flow.task("pair-b", number) { "\($0)" }
                return (a, b)
            }
            let pairType: (Value<Int?>, Value<String?>) = pair
            flow.when(condition) { flow.perform("only", number) { _ in } }
            let nested = flow.when(condition) { flow.task("nested", skippable) { $0 } }
            let nestedType: Value<Int?> = nested
            let total: Value<Int> = input.total
            let field: Value<Int?> = flow.when(condition) { flow.task("copy", input) { $0 } }.total
            let either = flow.either(skippable, flow.unless(condition) { flow.task("zero", number) { $0 - $0 } })
            let eitherType: Value<Int> = either
            let fallback: Value<Int> = flow.either(skippable, number)
            let first: Value<Int?> = flow.first(of: skippable, optional, as: "first")
            let wait: Value<Nothing> = flow.timer("wait", .seconds(1))
            let waitAfter: Value<Nothing> = flow.timer("wait-after", after: number, .seconds(1))
            let waitSkippable: Value<Nothing?> = flow.timer("wait-skippable", after: skippable, .seconds(1))
            let waitUntil: Value<Nothing> = flow.timer(
                "wait-until", until: flow.transform("when", input) { _ in Date() })
            let waitText: Value<Nothing?> = flow.timer("wait-text", until: other)
            let signal: Value<Payment> = flow.signal("payment")
            let maybe: Value<Bool?> = flow.transform("maybe", ifPresent: skippable) { $0 > 3 }
            let onMaybe = flow.when(maybe) { flow.task("on-maybe", number) { $0 } }
            flow.perform("sink") {}
            flow.perform("sink-1", ifPresent: skippable) { (value: Int) in _ = value }
            flow.perform("sink-2", skippable, number) { _, number in _ = number }
            flow.perform("sink-3", skippable, number) { _, _ in try await OverloadTests.sleep() }
            flow.keep(
                takenType, liftedType, liftedFlatType, allType, flatType, asynchronousType, mixedType, sure, pureType)
            flow.keep(pureLiftedType, functions, doubled, doubledSkippable, joined, bytes, typedBytes, none, noneLater)
            flow.keep(
                constant, sevenType, pairType.0, pairType.1, nestedType, total, field, eitherType, fallback, first)
            flow.keep(wait, waitAfter, waitSkippable, waitUntil, waitText, signal, onMaybe)
        }
        let registration = try workflow.register()
        #expect(registration.definition.steps.count == 50)
        _ = try GraphProgram(registration, fingerprint: "")
    }

    @Sendable static func add(_ a: Int, _ b: Int) -> Int { a + b }

    @Test func `bodies read their arguments, and give nothing for nothing`() throws {
        let workflow = Workflow("bodies", version: 1) { (flow, input: Value<Order>) -> Void in
            let large = flow.transform("large", input) { $0.total > 1 }
            let skippable = flow.when(large) { flow.task("gated", input) { $0.total } }
            flow.keep(flow.task("lifted", ifPresent: skippable) { value in value + 1 })
            flow.keep(flow.task("taken", skippable) { (value: Int?) in value ?? -1 })
            flow.keep(flow.run(OverloadTests.double, skippable))
            flow.keep(input.items)
            flow.keep(flow.task("bytes", bytes: input) { json in Array(json.dropFirst()) })
        }
        let registration = try workflow.register()
        #expect(try run(registration, "bodies@1/lifted", "41") == "42")
        #expect(try run(registration, "bodies@1/lifted", "null") == "null")
        #expect(try run(registration, "bodies@1/lifted", nil) == "null")
        #expect(try run(registration, "bodies@1/taken", nil) == "-1")
        #expect(try run(registration, "double", "4") == "8")
        #expect(try run(registration, "double", nil) == "null")
        #expect(
            throws: TaskFailure(
                type: "sluice.input", message: "input 1 is no Int: expected Int, found \"x\"",
                isNonRetriable: true)
        ) {
            try run(registration, "bodies@1/lifted", "\"x\"")
        }
        // Whatever it gives: the fold is the one to refuse what is no JSON. Nothing is no value, though.
        #expect(try run(registration, "bodies@1/bytes", "[1]x") == "1]x")
        #expect(throws: TaskFailure.self) { try run(registration, "bodies@1/bytes", "1") }
        var output: [UInt8] = [0x20]
        let items = try #require(registration.transforms["input.items"])
        try with([#"{"id":"a","total":1,"items":["x"]}"#]) { try items($0, &output) }
        #expect(String(decoding: output, as: UTF8.self) == #" ["x"]"#)
    }

    @Test func `errors of bodies become failures, and leave no half a value`() throws {
        struct OutOfStock: Error { var sku: String }
        let workflow = Workflow("errors", version: 1) { (flow, input: Value<String>) -> Void in
            flow.perform("own", input) { throw TaskError("CardDeclined", "card \($0)", nonRetriable: true) }
            flow.perform("any", input) { throw OutOfStock(sku: $0) }
            flow.keep(flow.task("nan", input) { _ in [1, Double.nan] })
        }
        let registration = try workflow.register()
        #expect(throws: TaskFailure(type: "CardDeclined", message: "card x", isNonRetriable: true)) {
            try run(registration, "errors@1/own", "\"x\"")
        }
        #expect(throws: TaskFailure(type: "OutOfStock", message: "OutOfStock(sku: \"x\")")) {
            try run(registration, "errors@1/any", "\"x\"")
        }
        #expect {
            try run(registration, "errors@1/nan", "\"x\"")
        } throws: { ($0 as? TaskFailure)?.type == "sluice.output" }
    }

    @Test func `a body knows what it runs for`() async throws {
        let workflow = Workflow("context", version: 4) { (flow, input: Value<String>) -> Void in
            flow.keep(flow.task("here", input) { _ in TaskContext.current?.idempotencyKey })
            flow.keep(
                flow.task("there", input) { _ in
                    try await OverloadTests.sleep()
                    return TaskContext.current.map {
                        "\($0.task) \($0.instance) \($0.step) \($0.attempt) \($0.stepKey)"
                    }
                })
        }
        let registration = try workflow.register()
        #expect(try run(registration, "context@4/here", "\"x\"") == "\"i/9/2/1/3\"")
        guard case .asynchronous(let body)? = registration.tasks["context@4/there"]?.body else {
            Issue.record("not asynchronous")
            return
        }
        let output = try await body([Array("\"x\"".utf8)], identity)
        #expect(String(decoding: output, as: UTF8.self) == "\"context@4/there i 2 3 i/9/2/1\"")
        #expect(TaskContext.current == nil)
    }
}

let identity = TaskIdentity(instance: Array("i".utf8), incarnation: 9, step: 2, pass: 1, attempt: 3)

/// Runs a synchronous body on JSON; `nil` is a skipped input.
func run(_ registration: Registration, _ task: String, _ inputs: String?...) throws -> String {
    guard case .synchronous(let body)? = registration.tasks[task]?.body else {
        Issue.record("no synchronous body '\(task)' in \(registration.tasks.keys.sorted())")
        return ""
    }
    var output: [UInt8] = []
    do {
        try with(inputs) { try body($0, identity, &output) }
    } catch {
        #expect(output.isEmpty)
        throw error
    }
    return String(decoding: output, as: UTF8.self)
}

func with(_ inputs: [String?], _ body: (StepInputs) throws -> Void) throws {
    let buffers = inputs.map { input in
        let bytes = Array((input ?? "").utf8)
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
        copy.copyBytes(from: bytes)
        return UnsafeRawBufferPointer(copy)
    }
    defer { for buffer in buffers { buffer.deallocate() } }
    try buffers.withUnsafeBufferPointer { try body(StepInputs($0)) }
}
