import Sluice
import SluiceKernel
import SluiceTestKit
import Testing

/// The first workflow that anybody sees.
@Suite struct `The workflow of the README` {
    enum Form: String, CaseIterable { case swift, document }
    enum Payment: CaseIterable { case inTime, nothing, none }

    private static func registration(_ form: Form) throws -> Registration {
        switch form {
        case .swift: return try checkout.register()
        case .document:
            let yaml = try #require(try GuideText("README.md").blocks("yaml").first)
            let loading = WorkflowDocument.read(Array(yaml.utf8), format: .yaml)
            #expect(loading.problems == [])
            return Registration(definition: try #require(loading.definition))
        }
    }

    @Test func `is in Swift what this test compiles`() throws {
        let shown = try #require(try GuideText("README.md").blocks("swift").first)
        #expect(try GuideText("Tests/SluiceTests/Guides/ReadmeWorkflow.swift").text.hasSuffix(shown))
    }

    @Test(arguments: Form.allCases, Payment.allCases)
    func `charges what was paid in time, and no other order`(_ form: Form, _ payment: Payment) throws {
        let registration = try Self.registration(form)
        let definition = registration.definition
        let reserve = try #require(definition.steps.firstIndex { $0.name == "reserve" })
        let charge = try #require(definition.steps.firstIndex { $0.name == "charge" })
        let bench = FoldBench.with(definition, transforms: registration.transforms)
        bench.send(.start("o-1", of: "checkout", input: #"{"sku":"A-1"}"#))
        let at = bench.offset
        bench.send(.succeed("o-1", incarnation: at, step: reserve, value: #"{"token":"A-1"}"#))
        switch payment {
        case .inTime: bench.send(.signal("o-1", "payment", data: #"{"amount":1999}"#), after: 3_599_999)
        case .nothing: bench.send(.signal("o-1", "payment", data: #"{"amount":0}"#), after: 3_599_999)
        case .none: bench.wait(3_600_000)
        }
        let instance = try #require(bench.instance("o-1"))
        if payment == .inTime {
            #expect(instance.status == .running)
            #expect(bench.phase("o-1", charge) == .pending)
            bench.send(.succeed("o-1", incarnation: at, step: charge, value: #""charged""#))
        } else {
            #expect(bench.phase("o-1", charge) == .skipped)
        }
        #expect(bench.instance("o-1")?.status == .succeeded)
        #expect(try result(bench) == (payment == .inTime ? #""charged""# : "null"))
        #expect(bench.found == [])
    }

    private func result(_ bench: FoldBench) throws -> String {
        var instance = try #require(bench.instance("o-1"))
        let program = try #require(bench.host.program(instance.definition))
        var bytes: [UInt8] = []
        program.result(of: &instance, into: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// Every document that the guides show.
@Suite struct `The documents of the guides` {
    @Test(arguments: ["README.md", "docs/authoring.md"]) func `pass the check`(_ path: String) throws {
        let guide = try GuideText(path)
        let yaml = guide.blocks("yaml")
        #expect(!yaml.isEmpty)
        for block in yaml {
            #expect(WorkflowDocument.read(Array(block.utf8), format: .yaml).problems == [], "\(block)")
        }
        for block in guide.blocks("json") {
            #expect(WorkflowDocument.read(Array(block.utf8), format: .json).problems == [], "\(block)")
        }
    }
}
