import SluiceEngine

/// A topic as Sluice creates it.
struct TopicPlan {
    var name: String
    var partitions: Int
    var configuration: [(name: String, value: String)]

    /// All topics of an application.
    static func all(_ settings: KafkaSettings) -> [TopicPlan] {
        let partitions = settings.shape.partitions
        let size = ("max.message.bytes", "2097152")
        let week = "604800000"
        return [
            // The broker's append time is the partition's clock; the engine deletes, below its checkpoints.
            TopicPlan(
                name: settings.name(of: .events), partitions: partitions,
                configuration: [
                    size, ("message.timestamp.type", "LogAppendTime"), ("cleanup.policy", "delete"),
                    ("retention.ms", "-1"), ("retention.bytes", "-1"),
                ]),
            // Tombstones outlast any store that is to be resumed; the active segment is never compacted, so it is small.
            TopicPlan(
                name: settings.checkpoints, partitions: partitions,
                configuration: [
                    size, ("message.timestamp.type", "CreateTime"), ("cleanup.policy", "compact"),
                    ("segment.bytes", "67108864"), ("segment.ms", "21600000"), ("min.cleanable.dirty.ratio", "0.2"),
                    ("delete.retention.ms", week),
                ]),
            TopicPlan(
                name: settings.name(of: .outcomes), partitions: partitions,
                configuration: [size, ("cleanup.policy", "delete"), ("retention.ms", week)]),
            TopicPlan(
                name: settings.name(of: .deadLetters), partitions: partitions,
                configuration: [size, ("cleanup.policy", "delete"), ("retention.ms", week)]),
            TopicPlan(
                name: settings.name(of: .definitions), partitions: 1,
                configuration: [size, ("cleanup.policy", "compact")]),
            // A handful of records, kept for ever: compaction would keep the last of a revision, and the first counts.
            TopicPlan(
                name: settings.name(of: .shape), partitions: 1,
                configuration: [size, ("cleanup.policy", "delete"), ("retention.ms", "-1"), ("retention.bytes", "-1")]),
            // Silence is measured in the broker's append time.
            TopicPlan(
                name: settings.name(of: .members), partitions: 1,
                configuration: [
                    size, ("message.timestamp.type", "LogAppendTime"), ("cleanup.policy", "delete"),
                    ("retention.ms", "3600000"), ("segment.ms", "3600000"),
                ]),
            TopicPlan(
                name: settings.name(of: .replies), partitions: settings.replyPartitions,
                configuration: [
                    size, ("cleanup.policy", "delete"), ("retention.ms", "600000"), ("segment.ms", "600000"),
                ]),
        ]
    }
}
