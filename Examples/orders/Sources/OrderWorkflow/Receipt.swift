/// How an order ended: the result of the workflow.
public struct Receipt: Codable, Sendable, Equatable {
    public enum Ending: String, Codable, Sendable {
        case shipped
        /// No payment came in time; the goods went back on the shelf.
        case released
    }

    public var number: Int
    public var ending: Ending
    public var charge: Charge?
    public var tracking: String?
}
