/// What a condition can be: `Bool`, or `Bool?` when it may be absent, which opens neither `when` nor `unless`.
public protocol ConditionValue: Codable, Sendable {}

extension Bool: ConditionValue {}
extension Optional: ConditionValue where Wrapped == Bool {}
