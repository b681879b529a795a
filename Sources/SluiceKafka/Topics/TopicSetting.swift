/// A setting of a topic: the value it is created with, and which values of a topic that is there will do.
struct TopicSetting: Sendable {
    enum Demand: Sendable {
        /// This value and no other.
        case exactly
        /// A number not below this one; -1 is no limit.
        case atLeast
        /// Whoever runs the cluster may choose another.
        case usual
    }

    let name: String
    let value: String
    let demand: Demand

    static func exactly(_ name: String, _ value: String) -> TopicSetting {
        TopicSetting(name: name, value: value, demand: .exactly)
    }

    static func atLeast(_ name: String, _ value: Int64) -> TopicSetting {
        TopicSetting(name: name, value: "\(value)", demand: .atLeast)
    }

    static func usual(_ name: String, _ value: String) -> TopicSetting {
        TopicSetting(name: name, value: value, demand: .usual)
    }

    func admits(_ found: String) -> Bool {
        switch demand {
        case .exactly: return found == value
        case .usual: return true
        case .atLeast:
            guard let found = Int64(found), let least = Int64(value) else { return false }
            return found == -1 || found >= least
        }
    }

    /// What it has to be, for messages.
    var wanted: String { demand == .atLeast ? "at least \(value)" : value }
}
