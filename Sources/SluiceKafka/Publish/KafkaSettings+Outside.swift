extension KafkaSettings {
    /// What stands behind the application's name in topics of its own.
    private static let ownTopics = [
        "events", "batch", "checkpoints", "outcomes", "replies", "dead-letters", "definitions", "members",
    ]

    /// Why a workflow does not publish to a topic of this name; nil: it may.
    func problem(withPublishingTo topic: String) -> String? {
        guard topic.hasPrefix("\(application).") else { return nil }
        let rest = topic.dropFirst(application.count + 1)
        guard KafkaSettings.ownTopics.contains(where: { $0 == rest }) || rest.hasPrefix("tasks.") else { return nil }
        return "topic '\(topic)' is of the application itself: nothing is published to it"
    }
}
