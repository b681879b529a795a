/// Which partition a store's cells were read from: those of another are of no use, however well they are kept.
package struct StoreOrigin: Equatable, Sendable {
    package var cluster: String
    package var topic: String
    package var partition: Int
    /// Partitions of the topic: an instance's partition follows from it.
    package var partitions: Int

    package init(cluster: String, topic: String, partition: Int, partitions: Int) {
        self.cluster = cluster
        self.topic = topic
        self.partition = partition
        self.partitions = partitions
    }

    /// What differs from where cells are to come from, for people; nil: nothing does.
    package func difference(from wanted: StoreOrigin) -> String? {
        if cluster != wanted.cluster { return "it is of cluster \(cluster), this is \(wanted.cluster)" }
        if topic != wanted.topic { return "it is of topic \(topic), this is \(wanted.topic)" }
        if partitions != wanted.partitions {
            return "it is of a topic with \(partitions) partitions, this one has \(wanted.partitions)"
        }
        return partition == wanted.partition ? nil : "it is of partition \(partition), this is \(wanted.partition)"
    }
}
