import CRdKafka

extension KafkaHandle {
    /// The first offset of each partition whose record is not older than `time`, milliseconds since 1970; nil: there is none.
    func offsets(
        _ topic: String, _ partitions: [Int], since time: Int64, timeout: Int32
    ) throws(KafkaError) -> [Int64?] {
        let list = PartitionList(partitions.map { (topic, $0, time) })
        let code = rd_kafka_offsets_for_times(pointer, list.pointer, timeout)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { throw KafkaError(code, "offsets of \(topic) by time") }
        var offsets: [Int64?] = []
        for index in 0..<list.count {
            let code = list.pointer.pointee.elems[index].err
            guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
                throw KafkaError(code, "offsets of \(topic)/\(partitions[index]) by time")
            }
            offsets.append(list.offset(index))
        }
        return offsets
    }
}
