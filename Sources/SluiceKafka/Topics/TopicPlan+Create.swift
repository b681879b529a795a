import CRdKafka
import SluiceEngine

extension TopicPlan {
    /// Creates the topics that are missing and waits until the brokers tell of all of them.
    ///
    /// - Throws: when one has another number of partitions than planned: an instance id's partition is for ever.
    static func create(_ settings: KafkaSettings, sink: any LogSink) throws(KafkaError) {
        let context = ClientContext(name: "admin", sink: sink)
        let admin = try KafkaHandle(RD_KAFKA_PRODUCER, settings.admin(), context)
        defer { admin.close() }
        let plans = TopicPlan.all(settings)
        let deadline = Clock.monotonic() + settings.patience * 1_000
        var isCreated = false
        for plan in plans {
            while true {
                do throws(KafkaError) {
                    if !isCreated { try admin.createTopics(plans, replication: settings.replication, timeout: 10_000) }
                    isCreated = true
                    let count = try admin.partitionCount(of: plan.name, timeout: 5_000)
                    if count == plan.partitions { break }
                    guard count == 0, Clock.monotonic() < deadline else {
                        throw KafkaError(
                            RD_KAFKA_RESP_ERR__INVALID_ARG,
                            "topic \(plan.name) has \(count) partitions, the settings say \(plan.partitions)")
                    }
                } catch {
                    admin.poll(timeout: 0)
                    if let denied = context.authentication { throw denied }
                    guard error.mayPass, Clock.monotonic() < deadline else { throw error }
                }
                Latch().wait(microseconds: 20_000)
            }
        }
    }
}
