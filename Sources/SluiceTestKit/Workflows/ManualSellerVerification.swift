package import Sluice

extension AncestorWorkflows {
    package struct SellerData: Codable, Equatable, Sendable {
        package var id: String
        package var name: String
    }

    /// What a person reports of a seller: the data of the signal `seller-verification`.
    package struct SellerVerification: Codable, Equatable, Sendable {
        package var sellerID: String
        package var verified: Bool

        package init(sellerID: String, verified: Bool) {
            self.sellerID = sellerID
            self.verified = verified
        }
    }

    /// Waits for a person in the middle: `externalevents/ManualSellerVerification`.
    ///
    /// - Parameter confirm: is told what the person found.
    package static func manualSellerVerification(
        confirm: @escaping @Sendable (SellerVerification) throws -> Void = { _ in }
    ) -> Workflow<String, Nothing> {
        Workflow("manual-seller-verification", version: 1) { (flow, sellerID: Value<String>) -> Void in
            let seller = flow.task(
                "retrieve-seller-data", retry: retries(0), timeout: timeout, concurrency: 5, sellerID
            ) { SellerData(id: $0, name: "Seller \($0)") }
            flow.perform("notify-customer-support", retry: retries(0), timeout: timeout, concurrency: 5, seller) { _ in
            }
            let verification = flow.signal("seller-verification", of: SellerVerification.self)
            flow.perform(
                "confirm-verification-status", retry: retries(2), timeout: timeout, concurrency: 5, verification,
                run: confirm)
        }
    }
}
