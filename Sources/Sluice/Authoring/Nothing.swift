/// No information beyond that it happened: what a timer, a signal's timeout and a step without result give. `{}` in JSON.
public struct Nothing: Codable, Hashable, Sendable {
    public init() {}
}
