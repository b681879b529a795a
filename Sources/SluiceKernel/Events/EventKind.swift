/// The kinds of entry in an `events` record. The raw values are promised in `docs/formats.md`.
package enum EventKind: UInt8, Sendable, CaseIterable {
    case started = 1
    case signaled = 2
    case taskSucceeded = 3
    case taskFailed = 4
    case command = 5
    case question = 6
    /// Moves the partition's clock and nothing else.
    case clock = 7
    case define = 8
    case activate = 9
    /// An entry numbered within the channel from another partition.
    case channeled = 10
    /// An entry fed from another topic, with its place there.
    case fed = 11
    /// An attempt is in its queue, or gave a sign of life.
    case taskUnderWay = 12
    /// A record of a topic that is fed, and that stands for no event.
    case refused = 13
}
