import CRdKafka

extension KafkaHandle {
    /// Creates topics; those that are there already stay as they are.
    ///
    /// - Returns: what was refused, by topic.
    func createTopics(
        _ plans: [TopicPlan], replication: Int, timeout: Int32
    ) throws(KafkaError) -> [(topic: String, error: KafkaError)] {
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
            for setting in plan.settings { rd_kafka_NewTopic_set_config(topic, setting.name, setting.value) }
        }
        let event = try ask(RD_KAFKA_ADMIN_OP_CREATETOPICS, timeout) { options, queue in
            rd_kafka_CreateTopics(pointer, &topics, topics.count, options, queue)
        }
        defer { rd_kafka_event_destroy(event) }
        var count = 0
        let results = rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event), &count)
        return (0..<count).compactMap { index in
            let code = rd_kafka_topic_result_error(results?[index])
            if code == RD_KAFKA_RESP_ERR_NO_ERROR || code == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS { return nil }
            let reason = rd_kafka_topic_result_error_string(results?[index]).map { String(cString: $0) }
            return (String(cString: rd_kafka_topic_result_name(results?[index])), KafkaError(code, reason))
        }
    }

    /// The settings that are in force for each topic, defaults of the brokers included, or why they cannot be read.
    func settings(
        of topics: [String], timeout: Int32
    ) throws(KafkaError) -> [(topic: String, result: Result<[String: String], KafkaError>)] {
        try describe(RD_KAFKA_RESOURCE_TOPIC, topics, timeout).map { (topic: $0.name, result: $0.result) }
    }

    /// The value of a setting of a topic; nil: the broker does not tell it.
    func setting(_ name: String, of topic: String, timeout: Int32) throws(KafkaError) -> String? {
        try describe(RD_KAFKA_RESOURCE_TOPIC, [topic], timeout).first?.result.get()[name]
    }

    /// The settings of one broker, asked of itself.
    func settings(ofBroker id: Int32, timeout: Int32) throws(KafkaError) -> [String: String] {
        try describe(RD_KAFKA_RESOURCE_BROKER, ["\(id)"], timeout).first?.result.get() ?? [:]
    }

    private func describe(
        _ type: rd_kafka_ResourceType_t, _ names: [String], _ timeout: Int32
    ) throws(KafkaError) -> [(name: String, result: Result<[String: String], KafkaError>)] {
        var resources: [OpaquePointer?] = names.map { rd_kafka_ConfigResource_new(type, $0) }
        defer { for resource in resources { rd_kafka_ConfigResource_destroy(resource) } }
        let event = try ask(RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, timeout) { options, queue in
            rd_kafka_DescribeConfigs(pointer, &resources, resources.count, options, queue)
        }
        defer { rd_kafka_event_destroy(event) }
        var count = 0
        let results = rd_kafka_DescribeConfigs_result_resources(rd_kafka_event_DescribeConfigs_result(event), &count)
        return (0..<count).map { index in
            let resource = results?[index]
            let name = String(cString: rd_kafka_ConfigResource_name(resource))
            let code = rd_kafka_ConfigResource_error(resource)
            guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
                let reason = rd_kafka_ConfigResource_error_string(resource).map { String(cString: $0) }
                return (name, .failure(KafkaError(code, reason)))
            }
            return (name, .success(KafkaHandle.entries(of: resource)))
        }
    }

    private static func entries(of resource: OpaquePointer?) -> [String: String] {
        var count = 0
        let entries = rd_kafka_ConfigResource_configs(resource, &count)
        var values: [String: String] = [:]
        for index in 0..<count {
            guard let entry = entries?[index], let value = rd_kafka_ConfigEntry_value(entry) else { continue }
            values[String(cString: rd_kafka_ConfigEntry_name(entry))] = String(cString: value)
        }
        return values
    }

    /// Deletes the records of partitions below offsets.
    ///
    /// - Returns: what was refused, by partition.
    func deleteRecords(
        _ topic: String, below offsets: [(partition: Int, offset: Int64)], timeout: Int32
    ) throws(KafkaError) -> [(partition: Int, error: KafkaError)] {
        let list = PartitionList(offsets.map { (topic, $0.partition, $0.offset) })
        var request = rd_kafka_DeleteRecords_new(list.pointer)
        defer { rd_kafka_DeleteRecords_destroy(request) }
        let event = try ask(RD_KAFKA_ADMIN_OP_DELETERECORDS, timeout) { options, queue in
            rd_kafka_DeleteRecords(pointer, &request, 1, options, queue)
        }
        defer { rd_kafka_event_destroy(event) }
        guard let results = rd_kafka_DeleteRecords_result_offsets(rd_kafka_event_DeleteRecords_result(event)) else {
            return []
        }
        return (0..<Int(results.pointee.cnt)).compactMap { index in
            let result = results.pointee.elems[index]
            if result.err == RD_KAFKA_RESP_ERR_NO_ERROR { return nil }
            return (Int(result.partition), KafkaError(result.err))
        }
    }

    /// Deletes topics; one that is not there is no error.
    func deleteTopics(_ names: [String], timeout: Int32) throws(KafkaError) {
        var topics: [OpaquePointer?] = names.map { rd_kafka_DeleteTopic_new($0) }
        defer { for topic in topics { rd_kafka_DeleteTopic_destroy(topic) } }
        let event = try ask(RD_KAFKA_ADMIN_OP_DELETETOPICS, timeout) { options, queue in
            rd_kafka_DeleteTopics(pointer, &topics, topics.count, options, queue)
        }
        rd_kafka_event_destroy(event)
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
