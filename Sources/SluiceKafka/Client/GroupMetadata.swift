import CRdKafka

/// What a member of a group was at one moment: group, generation, member id. A transaction that carries it is fenced.
/// Never changed once made: it needs no lock.
final class GroupMetadata: @unchecked Sendable {
    let pointer: OpaquePointer

    init?(of consumer: KafkaHandle) {
        guard let metadata = rd_kafka_consumer_group_metadata(consumer.pointer) else { return nil }
        pointer = metadata
    }

    deinit { rd_kafka_consumer_group_metadata_destroy(pointer) }
}
