import Sluice

/// Stands in for a payment provider: at times busy, deterministically by order number and attempt.
public enum Bank {
    /// Of an error that no further attempt can cure.
    static let cardBlocked = "CardBlocked"
    static let busy = "BankBusy"

    /// How many attempts fail before one succeeds.
    public static func busyAttempts(order number: Int) -> Int {
        if number % 53 == 11 { return 3 }
        return number % 9 == 4 ? 1 : 0
    }

    /// Takes the money once per idempotency key, however often it is asked: so a body that runs again does no harm.
    static func charge(_ payment: Payment) async throws -> Charge {
        try await Work.done(20...80) {
            let context = TaskContext.current
            if payment.card == Payment.blockedCard {
                throw TaskError(cardBlocked, "the bank refuses this card", nonRetriable: true)
            }
            if (context?.attempt ?? 1) <= busyAttempts(order: payment.number) {
                throw TaskError(busy, "try again later")
            }
            return Charge(number: payment.number, amount: payment.amount, key: context?.stepKey ?? "")
        }
    }
}
