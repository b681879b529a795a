import SluiceEngine

extension KafkaSettings {
    /// What a holder of slots needs for reading and committing.
    var checkpointRights: [KafkaRight] {
        let written = [checkpoints, name(of: .outcomes), name(of: .deadLetters)]
        return written.map { KafkaRight(.write, .topic($0)) } + [
            KafkaRight(.read, .topic(name(of: .events))), KafkaRight(.read, .group(group)),
            KafkaRight(.describe, .group(group)), KafkaRight(.write, .transactionalIDs("\(application).")),
            KafkaRight(.describe, .transactionalIDs("\(application).")),
        ]
    }
}
