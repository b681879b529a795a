/// The rule for names of workflows and steps.
package enum DefinitionName {
    package static let workflowLimit = 100
    package static let stepLimit = 64
    package static let queueLimit = 100
    /// Names that expressions use for something else; `start` for `times.start`.
    package static let reservedForSteps = ["input", "steps", "times", "start", "true", "false", "null", "in"]
    package static let hint = "Names are made of letters, digits, '_', '.' and '-'."

    /// What is wrong with `name`, if anything.
    package static func problem(_ name: String, limit: Int) -> String? {
        if name.isEmpty { return "a name is empty" }
        if name.utf8.count > limit {
            return "name \(name.quotedForMessage) has \(name.utf8.count) bytes, more than \(limit)"
        }
        if !name.utf8.allSatisfy(\.isNameByte) {
            return "name \(name.quotedForMessage) has other characters than allowed"
        }
        return nil
    }
}
