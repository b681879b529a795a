import Sluice
import SluiceKernel
import Testing

@Suite struct `A workflow written in Swift exports to a document` {
    struct Order: Codable, Sendable {
        var id: Int
        var total: Int
        var isGift: Bool
    }

    private static func draw(_ flow: Flow, _ order: Value<Order>) -> Value<String> {
        let reserved = flow.task("reserve", retry: .exponential(attempts: 3), order) { order in order.id }
        let paid = flow.signal("paid", of: String.self, timeout: .seconds(3_600))
        let wrapped = flow.when(order.isGift) { flow.task("wrap", order) { order in "paper \(order.id)" } }
        flow.perform("remind", paid.timedOut) { _ in }
        return flow.transform("label", reserved, wrapped, paid.received) { reserved, wrapped, paid in
            "\(reserved) \(wrapped ?? "") \(paid ?? "")"
        }
    }

    @Test func `and the document is the same definition`() throws {
        let definition = try Workflow("orders", version: 2, Self.draw).register().definition
        let json = DefinitionReader.read(json: DefinitionWriter.canonicalJSON(definition))
        #expect(json.problems == [])
        #expect(json.definition == definition)
        let yaml = WorkflowDocument.read(Array(DefinitionWriter.yaml(definition).utf8), format: .yaml)
        #expect(yaml.problems == [])
        #expect(yaml.definition == definition)
    }
}
