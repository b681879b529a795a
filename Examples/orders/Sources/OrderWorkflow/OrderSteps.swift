public import Sluice

/// The workflow `order`, version 1.
public let orderWorkflow = Workflow("order", version: 1, orderSteps)

/// How long a customer may take to pay.
public let paymentTime = Duration.seconds(6)

/// Runs once, when the workflow is registered, and draws the graph; the closures are what runs for each order.
private func orderSteps(_ flow: Flow, _ order: Value<Order>) -> Value<Receipt> {
    let reservation = flow.task("reserve", concurrency: 128, order) { order in try await Warehouse.reserve(order) }
    let payment = flow.signal("payment", of: Payment.self, timeout: paymentTime)

    // A busy bank is asked again; a blocked card is not, and waits for a person.
    let bankHours = RetryPolicy.exponential(
        attempts: 6, first: .milliseconds(100), cap: .seconds(1), not: [Bank.cardBlocked])
    let charge = flow.when(reservation.isHeld) {
        flow.task("charge", retry: bankHours, timeout: .seconds(10), concurrency: 128, ifPresent: payment.received) {
            payment in try await Bank.charge(payment)
        }
    }
    let gift = flow.when(order.giftWrap) {
        flow.task("wrap", concurrency: 64, ifPresent: charge) { charge in try await Warehouse.wrap(charge) }
    }
    let plain = flow.unless(order.giftWrap) {
        flow.task("pack", concurrency: 128, ifPresent: charge) { charge in try await Warehouse.pack(charge) }
    }
    let parcel = flow.first(of: gift, plain, as: "parcel")
    let tracking = flow.task("ship", concurrency: 128, ifPresent: parcel) { parcel in try await Carrier.ship(parcel) }

    // Never together with a shipment: exactly one of the signal's two values is there in the end.
    let back = flow.when(reservation.isHeld) {
        flow.task("release", concurrency: 64, ifPresent: payment.timedOut) { _ in try await Warehouse.release() }
    }
    return flow.transform("receipt", order, charge, tracking, back) { order, charge, tracking, back in
        Receipt(
            number: order.number, ending: back == nil ? .shipped : .released, charge: charge, tracking: tracking)
    }
}
