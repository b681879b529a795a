import CRdKafka
import SluiceEngine

extension Doctor {
    /// Whether each broker answers, what it is, and its settings that count.
    func brokerFindings(_ versions: BrokerVersions) -> [Finding] {
        brokers.flatMap { broker -> [Finding] in
            let place = "broker \(broker.id) at \(broker.text)"
            let values: [String: String]
            do throws(KafkaError) {
                // A question that only this broker answers.
                values = try admin.settings(ofBroker: broker.id, timeout: 10_000)
            } catch {
                guard error.code == RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED else {
                    return [
                        Finding(
                            .error, "brokers", place, "it does not answer: \(error)",
                            fixes: ["see that \(broker.text) can be reached from here and that the broker is up"])
                    ]
                }
                let right = KafkaRight(.describeConfigs, .cluster)
                return [
                    Finding(.ok, "brokers", place, "it answers"), version(versions.release(of: broker), place),
                    Finding(
                        .warning, "brokers", place, "its settings may not be read: the principal needs \(right)",
                        fixes: [right.line(settings.bootstrap)]),
                ]
            }
            return [Finding(.ok, "brokers", place, "it answers"), version(versions.release(of: broker), place)]
                + settingFindings(values, place)
        }
    }

    private func version(_ release: BrokerVersions.Release?, _ place: String) -> Finding {
        switch release {
        case .four: Finding(.ok, "versions", place, "Kafka 4")
        case .three:
            Finding(
                .ok, "versions", place,
                "Kafka 3.9: 3.9.2 is needed, earlier ones may lose a group's offset (KAFKA-17507)")
        case .older:
            Finding(
                .error, "versions", place, "older than Kafka 3.9", fixes: ["upgrade to 3.9.2, or to 4.0.1 or later"])
        case nil: Finding(.warning, "versions", place, "it did not say what it speaks")
        }
    }

    private func settingFindings(_ values: [String: String], _ place: String) -> [Finding] {
        let copies = Int64(settings.copies)
        let demands: [(name: String, least: Int64)] = [
            ("transaction.state.log.replication.factor", copies), ("offsets.topic.replication.factor", copies),
            ("transaction.state.log.min.isr", settings.singleBroker ? 1 : 2),
            ("transaction.max.timeout.ms", Int64(settings.transactionTimeout)),
        ]
        return demands.compactMap { name, least in
            guard let found = values[name].flatMap({ Int64($0) }), found < least else { return nil }
            return Finding(
                .error, "brokers", place, "\(name) is \(found), it takes at least \(least)",
                fixes: [
                    "set \(name)=\(least) in the broker's server.properties; topics that are there keep their copies"
                ])
        }
    }
}
