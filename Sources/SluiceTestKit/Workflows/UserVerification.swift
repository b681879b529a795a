package import Sluice

extension AncestorWorkflows {
    package struct UserData: Codable, Equatable, Sendable {
        package var id: String
        package var name: String
    }

    /// A chain whose last task decides by what it is given: `decision/UserVerification`.
    ///
    /// - Parameters:
    ///   - verify: Flux's example throws a coin.
    ///   - check: is told whether the user was verified.
    package static func userVerification(
        verify: @escaping @Sendable (UserData) throws -> Bool = { _ in .random() },
        check: @escaping @Sendable (Bool) throws -> Void = { _ in }
    ) -> Workflow<String, Nothing> {
        Workflow("user-verification", version: 1) { (flow, userID: Value<String>) -> Void in
            let user = flow.task("retrieve-user-data", retry: retries(0), timeout: timeout, concurrency: 5, userID) {
                UserData(id: $0, name: "User \($0)")
            }
            let isVerified = flow.task(
                "verify-user", retry: retries(0), timeout: timeout, concurrency: 5, user, run: verify)
            flow.perform(
                "check-verification-status", retry: retries(2), timeout: timeout, concurrency: 5, isVerified, run: check
            )
        }
    }
}
