import CRdKafka

extension KafkaHandle {
    /// Creates topics; those that are there already stay as they are.
    func createTopics(_ plans: [TopicPlan], replication: Int, timeout: Int32) throws(KafkaError) {
        var words = [CChar](repeating: 0, count: 512)
        var topics: [OpaquePointer?] = []
        defer { for topic in topics { rd_kafka_NewTopic_destroy(topic) } }
        for plan in plans {
            guard
                let topic = rd_kafka_NewTopic_new(
                    plan.name, Int32(plan.partitions), Int32(replication), &words, words.count)
            else {
                let reason = words.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
                throw KafkaError(RD_KAFKA_RESP_ERR__INVALID_ARG, "topic \(plan.name): \(reason)")
            }
            topics.append(topic)
            for (name, value) in plan.configuration { rd_kafka_NewTopic_set_config(topic, name, value) }
        }
        let event = try ask(RD_KAFKA_ADMIN_OP_CREATETOPICS, timeout) { options, queue in
            rd_kafka_CreateTopics(pointer, &topics, topics.count, options, queue)
        }
        defer { rd_kafka_event_destroy(event) }
        var count = 0
        let results = rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event), &count)
        for index in 0..<count {
            let code = rd_kafka_topic_result_error(results?[index])
            if code == RD_KAFKA_RESP_ERR_NO_ERROR || code == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS { continue }
            let name = String(cString: rd_kafka_topic_result_name(results?[index]))
            let reason = rd_kafka_topic_result_error_string(results?[index]).map { String(cString: $0) } ?? ""
            throw KafkaError(code, "creating topic \(name): \(reason)")
        }
    }

    /// Deletes the records of a partition below `offset`.
    func deleteRecords(_ topic: String, _ partition: Int, below offset: Int64, timeout: Int32) throws(KafkaError) {
        let list = PartitionList([(topic, partition, offset)])
        var request = rd_kafka_DeleteRecords_new(list.pointer)
        defer { rd_kafka_DeleteRecords_destroy(request) }
        let event = try ask(RD_KAFKA_ADMIN_OP_DELETERECORDS, timeout) { options, queue in
            rd_kafka_DeleteRecords(pointer, &request, 1, options, queue)
        }
        defer { rd_kafka_event_destroy(event) }
        let offsets = rd_kafka_DeleteRecords_result_offsets(rd_kafka_event_DeleteRecords_result(event))
        guard let offsets, offsets.pointee.cnt == 1 else { return }
        let code = offsets.pointee.elems[0].err
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
            throw KafkaError(code, "deleting records of \(topic)/\(partition) below \(offset)")
        }
    }

    /// The value of a setting of a topic; nil: the broker does not tell it.
    func setting(_ name: String, of topic: String, timeout: Int32) throws(KafkaError) -> String? {
        var resource = rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic)
        defer { rd_kafka_ConfigResource_destroy(resource) }
        let event = try ask(RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, timeout) { options, queue in
            rd_kafka_DescribeConfigs(pointer, &resource, 1, options, queue)
        }
        defer { rd_kafka_event_destroy(event) }
        var count = 0
        let result = rd_kafka_event_DescribeConfigs_result(event)
        guard let described = rd_kafka_DescribeConfigs_result_resources(result, &count)?[0] else { return nil }
        let code = rd_kafka_ConfigResource_error(described)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { throw KafkaError(code, "describing topic \(topic)") }
        let entries = rd_kafka_ConfigResource_configs(described, &count)
        for index in 0..<count where String(cString: rd_kafka_ConfigEntry_name(entries?[index])) == name {
            return rd_kafka_ConfigEntry_value(entries?[index]).map { String(cString: $0) }
        }
        return nil
    }

    private func ask(
        _ operation: rd_kafka_admin_op_t, _ timeout: Int32, _ call: (OpaquePointer?, OpaquePointer?) -> Void
    ) throws(KafkaError) -> OpaquePointer {
        let options = rd_kafka_AdminOptions_new(pointer, operation)
        defer { rd_kafka_AdminOptions_destroy(options) }
        rd_kafka_AdminOptions_set_request_timeout(options, timeout, nil, 0)
        let queue = rd_kafka_queue_new(pointer)
        defer { rd_kafka_queue_destroy(queue) }
        call(options, queue)
        guard let event = rd_kafka_queue_poll(queue, timeout + 1_000) else {
            throw KafkaError(RD_KAFKA_RESP_ERR__TIMED_OUT, "the brokers did not answer")
        }
        let code = rd_kafka_event_error(event)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
            let reason = rd_kafka_event_error_string(event).map { String(cString: $0) } ?? ""
            rd_kafka_event_destroy(event)
            throw KafkaError(code, reason)
        }
        return event
    }
}
