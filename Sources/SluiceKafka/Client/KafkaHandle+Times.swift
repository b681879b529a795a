import CRdKafka
import SluiceEngine

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

    /// The same of one partition, asked again while brokers are away, for ten seconds.
    func offset(_ topic: String, _ partition: Int, since time: Int64) throws(LogError) -> Int64? {
        let deadline = Clock.monotonic() + 10_000_000
        while true {
            do throws(KafkaError) { return try offsets(topic, [partition], since: time, timeout: 5_000)[0] } catch {
                guard error.mayPass, Clock.monotonic() < deadline else {
                    throw LogError(error, "\(topic)/\(partition)")
                }
            }
        }
    }

    /// The end of a partition as the last fetch saw it, undecided records included; nil: nothing was fetched yet.
    func fetchedEnd(_ topic: String, _ partition: Int) -> Int64? {
        var low: Int64 = 0
        var high: Int64 = 0
        let code = rd_kafka_get_watermark_offsets(pointer, topic, Int32(partition), &low, &high)
        return code == RD_KAFKA_RESP_ERR_NO_ERROR && high >= 0 ? high : nil
    }

    /// What the group has committed of each partition, once no transaction can change it any more; nil: nothing.
    func committed(_ topic: String, _ partitions: Range<Int>, timeout: Int32) throws(KafkaError) -> [Int64?] {
        let list = PartitionList(partitions.map { (topic, $0, -1) })
        let code = rd_kafka_committed(pointer, list.pointer, timeout)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { throw KafkaError(code, "the group's offsets of \(topic)") }
        return (0..<list.count).map { list.offset($0) }
    }
}
