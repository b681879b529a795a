/// How an entry proves that it is new, when it did not come straight from a producer.
package enum Admission: Equatable, Sendable {
    /// From a producer, a client or a task: deduplicated by what it says.
    case direct
    /// Number `number` of the channel from partition `source`.
    case channel(source: UInt32, number: UInt64)
    /// Fed from another topic: the feeder's previous offset to this partition, and this one.
    case feed(Feed)

    package struct Feed: Equatable, Sendable {
        /// Which topic: 0 is `definitions`; others are numbered by the partition state.
        package var topic: UInt32
        /// Raised when the topic was deleted and made again.
        package var incarnation: UInt32
        package var partition: UInt32
        /// -1 in the first entry after a feeder's restart.
        package var previous: Int64
        package var offset: Int64

        package init(topic: UInt32, incarnation: UInt32, partition: UInt32, previous: Int64, offset: Int64) {
            self.topic = topic
            self.incarnation = incarnation
            self.partition = partition
            self.previous = previous
            self.offset = offset
        }
    }
}
