package import Sluice

extension AncestorWorkflows {
    /// Independent tasks, one for each address, that nothing joins: `concurrent/EmailMarketing`.
    ///
    /// - Parameters:
    ///   - count: addresses in the input. A graph is fixed: another number of them is another definition.
    ///   - send: sends one mail, returns its acknowledgement.
    package static func emailMarketing(
        count: Int = 2, send: @escaping @Sendable (String) throws -> String = { "sent to \($0)" }
    ) -> Workflow<[String], Nothing> {
        Workflow("email-marketing-\(count)", version: 1) { (flow, addresses: Value<[String]>) -> Void in
            for index in 0..<count {
                let address = flow.transform("address-\(index + 1)", addresses) { $0[index] }
                let acknowledgement = flow.task(
                    "send-email-\(index + 1)", retry: retries(2), timeout: timeout, concurrency: 5, address, run: send)
                flow.keep(acknowledgement)
            }
        }
    }
}
