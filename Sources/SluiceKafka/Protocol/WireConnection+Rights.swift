import SluiceEngine

/// What a principal may do with one thing, as brokers tell it: a bit for each operation.
struct AllowedOperations: Sendable {
    let bits: Int32

    /// The brokers did not say: they lack an authorizer that can, or the thing is not there.
    var isUnknown: Bool { bits == Int32.min }

    func allow(_ operation: KafkaRight.Operation) -> Bool { bits & (1 << operation.code) != 0 }
}

extension KafkaRight.Operation {
    /// Kafka's number of it.
    var code: Int32 {
        switch self {
        case .read: 3
        case .write: 4
        case .create: 5
        case .delete: 6
        case .alter: 7
        case .describe: 8
        case .clusterAction: 9
        case .describeConfigs: 10
        }
    }
}

extension WireConnection {
    /// What we may do with topics; nil: the topic is hidden from us, or missing.
    func rights(
        topics: [String]
    ) throws(LogError) -> (topics: [String: AllowedOperations?], cluster: AllowedOperations) {
        var answer = try ask(.metadata) { request in
            request.count(topics.count)
            for topic in topics { request.string(topic) }
            request.bool(false)
            request.bool(true)
            request.bool(true)
        }
        var rights: [String: AllowedOperations?] = [:]
        _ = try answer.int32()
        _ = try answer.list { (reader) throws(LogError) in
            _ = try reader.int32()
            _ = try reader.string()
            _ = try reader.int32()
            _ = try reader.string()
        }
        _ = try answer.string()
        _ = try answer.int32()
        _ = try answer.list { (reader) throws(LogError) in
            let code = try reader.int16()
            let name = try reader.string() ?? ""
            _ = try reader.bool()
            _ = try reader.list { (reader) throws(LogError) in
                _ = try reader.int16()
                for _ in 0..<3 { _ = try reader.int32() }
                for _ in 0..<3 { _ = try reader.list { (reader) throws(LogError) in try reader.int32() } }
            }
            let operations = AllowedOperations(bits: try reader.int32())
            rights[name] = .some(code == WireError.none ? operations : nil)
        }
        return (rights, AllowedOperations(bits: try answer.int32()))
    }

    /// Which broker coordinates a group; nil with the broker's code when it does not say.
    func coordinator(ofGroup group: String) throws(LogError) -> (broker: BrokerAddress?, code: Int16) {
        var answer = try ask(.findCoordinator) { request in
            request.string(group)
            request.int8(0)
        }
        _ = try answer.int32()
        let code = try answer.int16()
        _ = try answer.string()
        let id = try answer.int32()
        let host = try answer.string() ?? ""
        let port = Int(try answer.int32())
        return (code == WireError.none ? BrokerAddress(id: id, host: host, port: port) : nil, code)
    }

    /// What we may do with a group, asked of its coordinator; nil with the broker's code when it does not say.
    func rights(group: String) throws(LogError) -> (allowed: AllowedOperations?, code: Int16) {
        var answer = try ask(.describeGroups) { request in
            request.count(1)
            request.string(group)
            request.bool(true)
        }
        _ = try answer.int32()
        let all = try answer.list { (reader) throws(LogError) -> (AllowedOperations?, Int16) in
            let code = try reader.int16()
            for _ in 0..<4 { _ = try reader.string() }
            _ = try reader.list { (reader) throws(LogError) in
                for _ in 0..<3 { _ = try reader.string() }
                _ = try reader.block()
                _ = try reader.block()
            }
            let allowed = AllowedOperations(bits: try reader.int32())
            return (code == WireError.none ? allowed : nil, code)
        }
        return all.first ?? (nil, WireError.none)
    }

    /// Takes a transactional id over, which fences whoever has it. Asked of any broker: whoever does not coordinate it
    /// checks the right all the same.
    ///
    /// - Returns: the broker's code.
    func initProducer(_ id: String) throws(LogError) -> Int16 {
        var answer = try ask(.initProducerID) { request in
            request.string(id)
            request.int32(10_000)
        }
        _ = try answer.int32()
        return try answer.int16()
    }
}
