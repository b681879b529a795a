/// What becomes of the records of a topic that its condition holds for.
package struct SourceRule: Sendable {
    /// The whole name.
    package var topic: String
    package var target: SourceTarget
    /// nil: the record's key.
    package var id: SourceExpression?
    /// nil: it takes every record.
    package var condition: SourceExpression?
    /// nil: the record's value.
    package var data: SourceExpression?

    package init(
        topic: String, target: SourceTarget, id: SourceExpression? = nil, condition: SourceExpression? = nil,
        data: SourceExpression? = nil
    ) {
        self.topic = topic
        self.target = target
        self.id = id
        self.condition = condition
        self.data = data
    }

    /// The same for rules that say the same.
    private var text: String {
        let target =
            switch target {
            case .start(let workflow, let version): "start \(workflow)@\(version)"
            case .signal(let name): "signal \(name)"
            }
        // No name and no expression has a NUL.
        return [topic, target, id?.source ?? "", condition?.source ?? "", data?.source ?? ""].joined(separator: "\0")
    }

    /// The same for rules that say the same, in the same order.
    package static func fingerprint(of rules: [SourceRule]) -> UInt64 {
        let text = Array(rules.map(\.text).joined(separator: "\0\0").utf8)
        return text.withUnsafeBytes { Mixer.hash64($0) }
    }
}
