import Sluice

/// Reserve, wait for the payment, charge, check the fragile ones, ship.
enum OrderWorkflow {
    static let workflow = Workflow("order", version: 1, steps)

    private static let retry = RetryPolicy.exponential(attempts: 5, first: .milliseconds(200), cap: .seconds(5))

    private static func steps(_ flow: Flow, _ order: Value<Order>) -> Value<Receipt> {
        let reservation = flow.task("reserve", retry: retry, order) { _ in try Warehouse.reserve() }
        let payment = flow.signal("payment", of: Payment.self, timeout: .seconds(3_600))
        // No payment in time: the reservation is released, and everything behind the charge is skipped.
        flow.perform("release", reservation, payment.timedOut) { reservation, timedOut in
            if timedOut != nil { Warehouse.release(reservation) }
        }
        let charge = flow.task("charge", retry: retry, payment.received) { payment in try Bank.charge(payment) }
        let isFragile = flow.transform("is-fragile", order) { $0.kind == "fragile" }
        let check = flow.when(isFragile) {
            flow.task("check", order) { order in "checked \(order.kind)" }
        }
        let isPaid = flow.transform("is-paid", payment.received) { (payment: Payment?) in payment != nil }
        let shipment = flow.when(isPaid) {
            flow.task("ship", retry: retry, order, charge, check) { order, charge, _ in
                try Carrier.ship(order, charge)
            }
        }
        return flow.transform("receipt", reservation, charge, shipment) { reservation, charge, shipment in
            Receipt(reservation: reservation, charge: charge, shipment: shipment)
        }
    }
}
