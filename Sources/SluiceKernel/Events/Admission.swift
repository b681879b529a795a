/// How an entry proves that it is new, when it did not come straight from a producer.
package enum Admission: Equatable, Sendable {
    /// From a producer, a client or a task: deduplicated by what it says.
    case direct
    /// Number `number` of the channel from partition `source`.
    case channel(source: UInt32, number: UInt64)
    /// Fed from another topic: the place that the feeder fed to this partition before, and this one.
    case feed(Feed)

    package struct Feed: Equatable, Sendable {
        /// Which topic: a number of ``FedTopic``.
        package var topic: UInt32
        /// Raised when the topic was deleted and made again.
        package var incarnation: UInt32
        package var partition: UInt32
        /// -1 in the first entry after a feeder's restart.
        package var previous: Int64
        /// Of `definitions` the offset of the record. Of others a ``FeedPlace``, since a record may hold several events.
        package var offset: Int64
        /// Of the record in its topic, kept beside the mark: tells whether the topic is still the one that it was. Of
        /// `definitions` there is none.
        package var hash: UInt64

        package init(
            topic: UInt32, incarnation: UInt32, partition: UInt32, previous: Int64, offset: Int64, hash: UInt64 = 0
        ) {
            self.topic = topic
            self.incarnation = incarnation
            self.partition = partition
            self.previous = previous
            self.offset = offset
            self.hash = hash
        }
    }
}
