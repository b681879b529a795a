import Sluice

// Stand-ins for services. A real one is handed the key, and can tell a repeated call by it: bodies run at least once.

enum Warehouse {
    /// Fails now and then, and is tried again.
    static func reserve() throws -> String {
        let key = TaskContext.current?.stepKey ?? "none"
        if Int.random(in: 0..<10) == 0 { throw TaskError("WarehouseBusy", "no answer from the warehouse") }
        return "reservation \(key)"
    }

    static func release(_ reservation: String) {}
}

enum Bank {
    /// Skipped, never called, when the payment did not come in time.
    static func charge(_ payment: Payment?) throws -> String {
        guard let payment else { throw TaskError("NoPayment", "nothing to charge", nonRetriable: true) }
        return "charge of \(payment.amount) for \(TaskContext.current?.stepKey ?? "none")"
    }
}

enum Carrier {
    /// An oversize order is sidelined: see `orders list --status sidelined`, then `redrive` or `skip`.
    static func ship(_ order: Order, _ charge: String?) throws -> String {
        if order.kind == "oversize" {
            throw TaskError("Oversize", "no carrier takes this order", nonRetriable: true)
        }
        return "shipment for \(TaskContext.current?.stepKey ?? "none")"
    }
}
