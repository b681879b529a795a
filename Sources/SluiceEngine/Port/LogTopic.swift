/// The topics that the engine itself reads or writes. Names get the application's prefix.
package enum LogTopic: UInt8, Sendable, CaseIterable {
    /// What happened, by partition of the instance id. The broker's append time is the partition's clock.
    case events = 1
    /// How instances ended. Written by checkpoints.
    case outcomes = 2
    /// What made no sense, with the reason. Written by checkpoints.
    case deadLetters = 3
    /// Definitions and activations: one partition.
    case definitions = 4
    /// Answers, by the asker's partition. Not kept longer than it takes to read them.
    case replies = 5
    /// What nodes tell each other, by the broker's append time: one partition, kept for an hour. Not of a log that one process
    /// has alone.
    case members = 6
    /// Records of `publish` steps that a log without topics of others keeps, written by checkpoints. On Kafka they are in
    /// their topics.
    case published = 7
    /// Those that go out at once, by the partition that they come from: appended. On Kafka they are in their topics.
    case announced = 8
    /// How the log is cut, for those who would cut it otherwise: one partition. Not of a log that one process has alone.
    case shape = 9
    /// Starts and signals that have time: moved into `events` while lanes have room. By partition of the instance id.
    case batch = 10
    /// Attempts for remote workers, a topic for each queue: appended. On a log that one process has alone there are none.
    case tasks = 11

    package var name: String {
        switch self {
        case .events: "events"
        case .outcomes: "outcomes"
        case .deadLetters: "dead-letters"
        case .definitions: "definitions"
        case .replies: "replies"
        case .published: "published"
        case .announced: "announced"
        case .members: "members"
        case .shape: "shape"
        case .batch: "batch"
        case .tasks: "tasks"
        }
    }
}
