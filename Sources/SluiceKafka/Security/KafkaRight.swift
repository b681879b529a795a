import CRdKafka

/// What a principal must be allowed, in the words of `kafka-acls.sh`.
struct KafkaRight: Equatable, Sendable, CustomStringConvertible {
    enum Operation: String, Sendable {
        case read = "Read"
        case write = "Write"
        case create = "Create"
        case delete = "Delete"
        case alter = "Alter"
        case describe = "Describe"
        case describeConfigs = "DescribeConfigs"
        case clusterAction = "ClusterAction"
    }

    enum Resource: Equatable, Sendable {
        case topic(String)
        case group(String)
        /// All that begin with this; `*`: all.
        case transactionalIDs(String)
        case cluster
    }

    let operation: Operation
    let resource: Resource

    init(_ operation: Operation, _ resource: Resource) {
        self.operation = operation
        self.resource = resource
    }

    var description: String {
        switch resource {
        case .topic(let name): "\(operation.rawValue) on topic \(name)"
        case .group(let name): "\(operation.rawValue) on group \(name)"
        case .transactionalIDs("*"): "\(operation.rawValue) on all transactional ids"
        case .transactionalIDs(let prefix): "\(operation.rawValue) on transactional ids that begin with \(prefix)"
        case .cluster: "\(operation.rawValue) on the cluster"
        }
    }

    /// Whether it is among those whose lack this code tells of.
    func isMissing(after code: rd_kafka_resp_err_t) -> Bool {
        switch resource {
        case .topic:
            // The latter is what an idempotent producer hears that may write no topic at all (KIP-679).
            code == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED
                || operation == .write && code == RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED
        case .group: code == RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED
        case .transactionalIDs: code == RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED
        case .cluster: code == RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED
        }
    }

    /// The command line that grants it. The principal is the operator's to fill in: a client is not told who it is.
    func line(_ brokers: String) -> String {
        let resource =
            switch resource {
            case .topic(let name): "--topic \(name)"
            case .group(let name): "--group \(name)"
            case .transactionalIDs("*"): "--transactional-id '*'"
            case .transactionalIDs(let prefix): "--transactional-id \(prefix) --resource-pattern-type prefixed"
            case .cluster: "--cluster"
            }
        return "kafka-acls.sh --bootstrap-server \(brokers) --add --allow-principal User:NAME "
            + "--operation \(operation.rawValue) \(resource)"
    }
}

extension [KafkaRight] {
    var joinedForMessage: String { map(\.description).joined(separator: ", ") }
}
