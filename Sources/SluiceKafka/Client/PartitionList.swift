import CRdKafka

/// Owns a list of topic partitions with offsets.
struct PartitionList: ~Copyable {
    let pointer: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>

    init(_ entries: [(topic: String, partition: Int, offset: Int64)] = []) {
        pointer = rd_kafka_topic_partition_list_new(Int32(entries.count))
        for entry in entries {
            let place = rd_kafka_topic_partition_list_add(pointer, entry.topic, Int32(entry.partition))!
            place.pointee.offset = entry.offset
        }
    }

    deinit { rd_kafka_topic_partition_list_destroy(pointer) }

    var count: Int { Int(pointer.pointee.cnt) }

    /// The offset at `index`; nil: none.
    func offset(_ index: Int) -> Int64? {
        let offset = pointer.pointee.elems[index].offset
        return offset >= 0 ? offset : nil
    }
}
