// What README.md shows, word for word, and what it takes for granted.
import Sluice

struct Order: Codable, Sendable { var sku: String }
struct Reservation: Codable, Sendable { var token: String }
struct Payment: Codable, Sendable { var amount: Int }
struct Warehouse: Sendable {
    func reserve(_ order: Order) async throws -> Reservation { Reservation(token: order.sku) }
}
struct Bank: Sendable {
    func charge(_ token: String, _ amount: Int) async throws -> String { "\(token) \(amount)" }
}
let warehouse = Warehouse()
let bank = Bank()

let checkout = Workflow("checkout", version: 1) { (flow: Flow, order: Value<Order>) in
    let reservation = flow.task("reserve", order) { order in try await warehouse.reserve(order) }
    let payment = flow.signal("payment", of: Payment.self, timeout: .seconds(3600))
    let isPaid = flow.transform("is-paid", ifPresent: payment.received) { payment in payment.amount > 0 }
    return flow.when(isPaid) {
        flow.task("charge", reservation, payment.received) { reservation, payment in
            try await bank.charge(reservation.token, payment?.amount ?? 0)
        }
    }
}
