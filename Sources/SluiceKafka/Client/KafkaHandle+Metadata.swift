import CRdKafka

/// A broker as the others name it.
struct BrokerAddress: Sendable {
    let id: Int32
    let host: String
    let port: Int

    var text: String { "\(host):\(port)" }
}

extension KafkaHandle {
    /// All brokers of the cluster that are up.
    func brokers(timeout: Int32) throws(KafkaError) -> [BrokerAddress] {
        var metadata: UnsafePointer<rd_kafka_metadata>?
        let code = rd_kafka_metadata(pointer, 0, nil, &metadata, timeout)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR, let metadata else {
            throw KafkaError(code, "metadata of the cluster")
        }
        defer { rd_kafka_metadata_destroy(metadata) }
        return (0..<Int(metadata.pointee.broker_cnt)).map { index in
            let broker = metadata.pointee.brokers[index]
            return BrokerAddress(id: broker.id, host: String(cString: broker.host), port: Int(broker.port))
        }
    }

    /// What there is of a topic. Asked of a consumer this creates none, whatever the brokers do by themselves.
    func state(of name: String, timeout: Int32) throws(KafkaError) -> TopicState {
        var metadata: UnsafePointer<rd_kafka_metadata>?
        let code = rd_kafka_metadata(pointer, 0, topic(name), &metadata, timeout)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR, let metadata else { throw KafkaError(code, "metadata of \(name)") }
        defer { rd_kafka_metadata_destroy(metadata) }
        guard metadata.pointee.topic_cnt == 1 else { return .missing }
        let topic = metadata.pointee.topics[0]
        switch topic.err {
        case RD_KAFKA_RESP_ERR_NO_ERROR, RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE: break
        case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART: return .missing
        case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED: return .hidden
        default: throw KafkaError(topic.err, "metadata of \(name)")
        }
        let partitions = (0..<Int(topic.partition_cnt)).map { topic.partitions[$0] }.sorted { $0.id < $1.id }
        return .there(
            replicas: partitions.map { partition in
                (0..<Int(partition.replica_cnt)).map { partition.replicas[$0] }
            },
            leaders: partitions.map(\.leader))
    }
}
