/// What the brokers' metadata tell of a topic.
enum TopicState: Sendable {
    case missing
    /// We may not even know whether it is there.
    case hidden
    /// The brokers that hold each partition; the leader of one, or -1 while there is none.
    case there(replicas: [[Int32]], leaders: [Int32])

    var isUsable: Bool {
        if case .there(_, let leaders) = self { !leaders.isEmpty && leaders.allSatisfy { $0 >= 0 } } else { false }
    }
}
