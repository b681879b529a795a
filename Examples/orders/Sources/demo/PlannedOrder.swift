import OrderWorkflow

/// An order that the demo makes up, and how it must end.
struct PlannedOrder {
    enum Ending {
        case shipped
        /// Nobody pays.
        case released
        /// The card is blocked: the charge waits for a person.
        case sidelined
    }

    let order: Order
    let payment: Payment?
    let ending: Ending

    var instance: String { PlannedOrder.instance(order.number) }

    /// Attempts that the workflow's retry policy adds to the first ones.
    var policyRetries: Int { ending == .shipped ? Bank.busyAttempts(order: order.number) : 0 }

    static func instance(_ number: Int) -> String {
        let digits = String(number)
        return "order-" + String(repeating: "0", count: max(0, 5 - digits.count)) + digits
    }

    static func make(_ count: Int, _ random: inout Random) -> [PlannedOrder] {
        (1...count).map { number in
            let chance = Int.random(in: 0..<100, using: &random)
            let ending: Ending = chance < 3 ? .released : chance < 5 ? .sidelined : .shipped
            let order = Order(
                number: number, sku: "SKU-\(Int.random(in: 100...999, using: &random))",
                quantity: Int.random(in: 1...5, using: &random), total: Int.random(in: 500...50_000, using: &random),
                giftWrap: Int.random(in: 0..<5, using: &random) == 0)
            let payment = Payment(
                number: number, amount: order.total, card: ending == .sidelined ? Payment.blockedCard : "visa")
            return PlannedOrder(order: order, payment: ending == .released ? nil : payment, ending: ending)
        }
    }
}
