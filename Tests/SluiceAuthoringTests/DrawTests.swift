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

    @Test func `what is sure is found over signals, conditions and joins`() throws {
        let workflow = Workflow("sure", version: 1) { (flow, order: Value<Order>) -> Value<String> in
            let payment = flow.signal("payment", of: Payment.self, timeout: .seconds(60))
            let paid = flow.task("paid", ifPresent: payment.received) { "paid \($0.amount)" }
            let late = flow.task("late", ifPresent: payment.timedOut) { _ in "late" }
            let outcome: Value<String> = flow.either(paid, late)
            let large = flow.transform("large", order) { $0.total > 100 }
            let huge = flow.transform("huge", order) { $0.total > 1_000 }
            // Under a condition, what hangs on the same condition is sure, and a condition within it too.
            let checked = flow.when(large) {
                let first = flow.task("first", order, outcome) { order, outcome in order.id + outcome }
                let inner = flow.when(huge) { flow.task("inner", first) { $0 + "!" } }
                let outer = flow.unless(huge) { flow.task("outer", first) { $0 + "." } }
                return flow.task("both", flow.either(inner, outer), first) { $0 + $1 }
            }
            let small = flow.unless(large) { flow.task("small", outcome) { $0 } }
            let last = flow.either(checked, small)
            // A step that is skipped when it fails, with something else in its place.
            let risky = flow.task("risky", onFailure: .skip, last) { $0 }
            return flow.either(risky.orSkipped, last)
        }
        let definition = try workflow.register().definition
        #expect(
            definition.steps.map(\.name) == [
                "payment", "paid", "payment.timedOut", "late", "paid-or-late", "large", "huge", "first", "inner",
                "outer",
                "inner-or-outer", "both", "small", "both-or-small", "risky", "risky-or-both-or-small",
            ])
        #expect(definition.steps[8].gates == ["large", "huge"])
        #expect(definition.steps[9].gates == ["large", "huge == false"])
        #expect(definition.steps[12].gates == ["large == false"])
        #expect(definition.steps[2].kind == .timeoutOf(.step(0)))
        #expect(definition.result == .value(.step(15)))
    }

    @Test func `many conditions in a row are decided quickly`() throws {
        let workflow = Workflow("many", version: 1) { (flow, order: Value<Order>) -> Value<Int> in
            var value = order.total
            for index in 0..<80 {
                let even = flow.transform("even-\(index)", value) { $0 % 2 == 0 }
                let a = flow.when(even) { flow.task("a-\(index)", value) { $0 / 2 } }
                let b = flow.unless(even) { flow.task("b-\(index)", value) { $0 * 3 + 1 } }
                value = flow.either(a, b)
            }
            return value
        }
        let start = ContinuousClock.now
        #expect(try workflow.register().definition.steps.count == 321)
        #expect(ContinuousClock.now - start < .seconds(20))
    }
}
