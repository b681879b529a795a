extension KafkaSettings {
    /// What stands behind the application's name in topics of its own.
    private static let ownTopics = [
        "events", "batch", "checkpoints", "outcomes", "replies", "dead-letters", "definitions", "members", "shape",
    ]

    /// Why a workflow does not publish to a topic of this name; nil: it may.
    func problem(withPublishingTo topic: String) -> String? {
        isOwn(topic) ? "topic '\(topic)' is of the application itself: nothing is published to it" : nil
    }

    /// Why a topic of this name is no source; nil: it may be one.
    package func problem(withFeedingFrom topic: String) -> String? {
        isOwn(topic) ? "topic '\(topic)' is of the application itself: name a topic that others write" : nil
    }

    private func isOwn(_ topic: String) -> Bool {
        guard topic.hasPrefix("\(application).") else { return false }
        let rest = topic.dropFirst(application.count + 1)
        return KafkaSettings.ownTopics.contains { $0 == rest } || rest.hasPrefix("tasks.")
    }
}
