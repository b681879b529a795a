import SluiceEngine

/// A topic as Sluice creates it, and as it must be.
struct TopicPlan: Sendable {
    enum Count: Sendable {
        case exactly
        /// More do no harm.
        case atLeast
        /// Whoever runs the cluster may choose another.
        case any
    }

    let name: String
    let partitions: Int
    /// What a topic that is there may have instead of `partitions`.
    let count: Count
    let settings: [TopicSetting]

    init(name: String, partitions: Int, count: Count = .exactly, settings: [TopicSetting]) {
        self.name = name
        self.partitions = partitions
        self.count = count
        self.settings = settings
    }

    private init(
        _ name: String, partitions: Int, count: Count = .exactly, _ own: [TopicSetting], _ settings: KafkaSettings
    ) {
        self.init(
            name: name, partitions: partitions, count: count,
            settings: own + [
                .atLeast("max.message.bytes", 2_097_152),
                .atLeast("min.insync.replicas", settings.singleBroker ? 1 : 2),
                .exactly("unclean.leader.election.enable", "false"),
            ])
    }

    private static let week: Int64 = 604_800_000
    private static let compacted: [TopicSetting] = [
        .exactly("cleanup.policy", "compact"), .usual("retention.ms", "-1"), .usual("retention.bytes", "-1"),
    ]
    /// Sluice itself deletes nothing: how long others have to read them is the operator's to say.
    private static let kept: [TopicSetting] = [
        .exactly("cleanup.policy", "delete"), .usual("retention.ms", "\(week)"), .usual("retention.bytes", "-1"),
    ]

    /// The topic of a queue: so many partitions, so many workers at once.
    static func queue(_ queue: String, _ settings: KafkaSettings) -> TopicPlan {
        TopicPlan(
            settings.topic(ofQueue: queue), partitions: settings.shape.partitions, count: .any, kept, settings)
    }

    /// All topics of an application but those of its queues.
    static func all(_ settings: KafkaSettings) -> [TopicPlan] {
        let partitions = settings.shape.partitions
        return [
            // The broker's append time is the partition's clock; the engine deletes, below its checkpoints.
            TopicPlan(
                settings.name(of: .events), partitions: partitions,
                [
                    .exactly("message.timestamp.type", "LogAppendTime"), .exactly("cleanup.policy", "delete"),
                    .exactly("retention.ms", "-1"), .exactly("retention.bytes", "-1"),
                ], settings),
            // What waits to be fed waits as long as it takes; the engine deletes what was.
            TopicPlan(
                settings.name(of: .batch), partitions: partitions,
                [
                    .exactly("cleanup.policy", "delete"), .exactly("retention.ms", "-1"),
                    .exactly("retention.bytes", "-1"),
                ], settings),
            // Tombstones outlast any store that is to be resumed; the active segment is never compacted, so it is small.
            TopicPlan(
                settings.checkpoints, partitions: partitions,
                compacted + [
                    .atLeast("delete.retention.ms", week), .usual("message.timestamp.type", "CreateTime"),
                    .usual("segment.bytes", "67108864"), .usual("segment.ms", "21600000"),
                    .usual("min.cleanable.dirty.ratio", "0.2"),
                ], settings),
            TopicPlan(settings.name(of: .outcomes), partitions: partitions, kept, settings),
            TopicPlan(settings.name(of: .deadLetters), partitions: partitions, kept, settings),
            TopicPlan(settings.name(of: .definitions), partitions: 1, compacted, settings),
            // Append time lets the doctor compare clocks.
            TopicPlan(
                settings.name(of: .replies), partitions: settings.replyPartitions, count: .atLeast,
                [
                    .exactly("cleanup.policy", "delete"), .usual("retention.ms", "600000"),
                    .usual("retention.bytes", "-1"), .usual("segment.ms", "600000"),
                    .usual("message.timestamp.type", "LogAppendTime"),
                ], settings),
            // A handful of records, kept for ever: compaction would keep the last of a revision, and the first counts.
            TopicPlan(
                settings.name(of: .shape), partitions: 1,
                [
                    .exactly("cleanup.policy", "delete"), .exactly("retention.ms", "-1"),
                    .exactly("retention.bytes", "-1"),
                ], settings),
            // Silence is measured in the broker's append time.
            TopicPlan(
                settings.name(of: .members), partitions: 1,
                [
                    .exactly("message.timestamp.type", "LogAppendTime"), .exactly("cleanup.policy", "delete"),
                    .usual("retention.ms", "3600000"), .usual("retention.bytes", "-1"),
                    .usual("segment.ms", "3600000"),
                ], settings),
        ]
    }
}
