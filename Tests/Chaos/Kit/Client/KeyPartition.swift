import CRdKafka

/// Which partition a key belongs to, by librdkafka's own murmur2.
enum KeyPartition {
    static func of(_ key: String, _ partitions: Int) -> Int {
        var key = key
        return key.withUTF8 { key in
            Int(rd_kafka_msg_partitioner_murmur2(nil, key.baseAddress, key.count, Int32(partitions), nil, nil))
        }
    }
}
