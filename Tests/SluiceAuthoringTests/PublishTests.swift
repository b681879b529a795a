import Sluice
import SluiceKernel
import SluiceTestKit
import Testing

@Suite struct PublishTests {
    struct Sale: Codable, Sendable { var id: String; var customer: String; var total: Int }

    private static func draw(_ flow: Flow, _ sale: Value<Sale>) -> Value<Int> {
        flow.publish(
            "started", to: "sales.started", sale, key: sale.customer, type: "com.shop.started",
            headers: ["tenant": "a \"b\"", "x": "é\n"])
        let large = flow.transform("large", sale) { $0.total > 100 }
        let fee = flow.when(large) { flow.transform("fee", sale) { $0.total / 100 } }
        flow.publish("fee-due", to: "sales.fees", fee, delivery: .atLeastOnce, onFailure: .skip)
        let sum = flow.transform("sum", sale, fee) { sale, fee in sale.total + (fee ?? 0) }
        let told = flow.publish("told", to: "sales.told", sum)
        return flow.transform("end", sum, told) { sum, _ in sum }
    }

    @Test func `a workflow publishes values, and the record needs no reader`() throws {
        let definition = try Workflow("sale", version: 1, Self.draw).register().definition
        let steps = definition.steps
        #expect(steps.map(\.name) == ["input.customer", "started", "large", "fee", "fee-due", "sum", "told", "end"])
        var started = PublishSettings(topic: "sales.started")
        started.key = "steps[\"input.customer\"]"
        started.type = "com.shop.started"
        started.headers = [
            PublishHeader(name: "tenant", value: #""a \"b\"""#), PublishHeader(name: "x", value: "\"é\\n\""),
        ]
        #expect(steps[1].kind == .publish(started, .values([.input])))
        var fees = PublishSettings(topic: "sales.fees")
        fees.delivery = .atLeastOnce
        #expect(steps[4].kind == .publish(fees, .values([.step(3)])))
        let document = DefinitionReader.read(json: DefinitionWriter.canonicalJSON(definition))
        #expect(document.problems == [] && document.definition == definition)
    }

    @Test func `and it goes out when it is there`() throws {
        let registration = try Workflow("sale", version: 1, Self.draw).register()
        func published(_ total: Int) -> [PublishedCopy] {
            let bench = FoldBench.with(registration.definition, transforms: registration.transforms)
            bench.send(.start("s", of: "sale", input: #"{"customer":"c-1","id":"7","total":\#(total)}"#))
            #expect(bench.text("s").hasPrefix("succeeded"))
            return bench.takeEffects().compactMap { if case .published(let record) = $0 { record } else { nil } }
        }
        let large = published(200)
        #expect(large.map(\.topic) == ["sales.started", "sales.fees", "sales.told"])
        #expect(large.map(\.key) == ["c-1", "s", "s"])
        #expect(large[0].headers == ["tenant=a \"b\"", "x=é\n"] && large[0].type == "com.shop.started")
        #expect(large[1].value == "2" && large[1].type == "sale.fee-due" && large[2].value == "202")
        #expect(published(50).map(\.topic) == ["sales.started", "sales.told"])
    }

    @Test func `a topic or a header that cannot be is an error that names the step`() {
        let workflow = Workflow("sale", version: 1) { (flow, sale: Value<Sale>) -> Value<Nothing> in
            flow.publish("a", to: "my topic", sale)
            flow.publish("b", to: "t", sale, headers: ["ce_id": "1"])
            flow.publish("b", to: "t", sale)
            return flow.publish("c", to: "t", sale, type: "")
        }
        let error = #expect(throws: WorkflowError.self) { try workflow.register() }
        let messages = error?.problems.map(\.message) ?? []
        #expect(messages.count == 1 && messages[0].hasPrefix("step 'b' exists already"), "\(messages)")
        let others = Workflow("sale", version: 1) { (flow, sale: Value<Sale>) -> Value<Nothing> in
            flow.publish("a", to: "my topic", sale)
            flow.publish("b", to: "t", sale, headers: ["ce_id": "1"])
            return flow.publish("c", to: "t", sale, type: "")
        }
        let found = #expect(throws: WorkflowError.self) { try others.register() }
        #expect(
            found?.problems.map(\.message) == [
                "steps.a.publish: the topic: name 'my topic' has other characters than allowed",
                "steps.b.headers[0]: the header 'ce_id' is written by the engine",
                "steps.c.type: the type of a record has 0 bytes, outside 1 to 255",
            ])
    }
}
