/// What `get` answers of an instance.
package struct InstanceReport: Decodable, Sendable {
    package struct Step: Decodable, Sendable {
        package var name: String
        package var status: String
        package var attempt: Int?
        package var error: String?
    }

    package var status: String
    package var steps: [Step]

    package subscript(step: String) -> Step? { steps.first { $0.name == step } }

    /// `name status` of each step, in order.
    package var phases: [String] { steps.map { "\($0.name) \($0.status)" } }
}
