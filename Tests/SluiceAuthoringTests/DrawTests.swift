import Sluice
import SluiceKernel
import Testing

struct Order: Codable, Sendable { var id: String; var total: Int; var items: [String] }
struct Payment: Codable, Sendable { var amount: Int }

@Suite struct DrawTests {
    @Test func `a workflow draws its graph`() throws {
        let workflow = Workflow("checkout", version: 3) { (flow, order: Value<Order>) -> Value<String> in
            let reserved = flow.task("reserve", retry: .exponential(attempts: 3), order) { order in order.id }
            let payment = flow.signal("payment", of: Payment.self, timeout: .seconds(3600))
            let charged = flow.task("charge", reserved, payment.received) { reserved, payment in
                "\(reserved) \(payment?.amount ?? 0)"
            }
            let large = flow.transform("is-large", order) { $0.total > 100 }
            let checked = flow.when(large) {
                flow.task("check", order, charged) { order, _ in order.total }
            }
            let shipped = flow.task("ship", order.items, checked) { items, _ in items.joined() }
            flow.perform("mail", payment.timedOut) { _ in }
            return shipped
        }
        let registration = try workflow.register()
        #expect(
            registration.definition.steps.map(\.name) == [
                "reserve", "payment", "charge", "is-large", "check", "input.items", "ship", "payment.timedOut", "mail",
            ])
        #expect(registration.definition.steps[4].gates == ["steps[\"is-large\"]"])
        #expect(registration.definition.result == .value(.step(6)))
        #expect(
            registration.tasks.keys.sorted()
                == ["charge", "check", "mail", "reserve", "ship"].map { "checkout@3/\($0)" })
        #expect(registration.transforms.keys.sorted() == ["input.items", "is-large"])
    }
}
