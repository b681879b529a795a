import CRdKafka
import SluiceEngine

/// What a client that sees undecided records too is told of topics. Used by any thread; nobody waits for another's answer.
final class ClusterView: Sendable {
    private let handle: KafkaHandle

    init(_ settings: KafkaSettings, sink: any LogSink) throws(LogError) {
        let context = ClientContext(name: "view", sink: sink)
        do throws(KafkaError) {
            handle = try KafkaHandle(RD_KAFKA_CONSUMER, settings.reader(isCommitted: false), context)
        } catch { throw LogError(error, "a client") }
        rd_kafka_poll_set_consumer(handle.pointer)
    }

    /// What there is of each partition, undecided records included.
    func ranges(_ topic: String, _ partitions: Range<Int>) throws(LogError) -> [Range<Int64>] {
        var ranges: [Range<Int64>] = []
        for partition in partitions {
            do throws(KafkaError) {
                ranges.append(try handle.watermarks(topic, partition, timeout: 30_000))
            } catch { throw LogError(error, "\(topic)/\(partition)") }
        }
        return ranges
    }

    /// The first offset with a time of `time` or later, milliseconds since 1970; nil: there is none.
    func offset(_ topic: String, _ partition: Int, since time: Int64) throws(LogError) -> Int64? {
        try handle.offset(topic, partition, since: time)
    }

    /// The id that the cluster gave itself when its storage was made.
    func clusterID() throws(LogError) -> String {
        guard let id = rd_kafka_clusterid(handle.pointer, 10_000) else {
            throw LogError(.unavailable, "the brokers did not tell the id of their cluster within 10 s")
        }
        defer { rd_kafka_mem_free(handle.pointer, id) }
        return String(cString: id)
    }

    /// The value of a topic's setting.
    func setting(_ name: String, of topic: String) throws(LogError) -> String? {
        do throws(KafkaError) { return try handle.setting(name, of: topic, timeout: 10_000) } catch {
            throw LogError(error, "the settings of \(topic)")
        }
    }

    func close() { handle.close() }
}
