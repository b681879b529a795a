/// A partition whose last stable offset stands still: readers of committed records see nothing behind it.
struct StandingPartition: Sendable {
    let topic: String
    let partition: Int
    let stable: Int64
    let end: Int64
    /// Milliseconds since the first record that is not decided was appended; nil: not known.
    let age: Int64?

    var place: String { "\(topic)/\(partition)" }
}
