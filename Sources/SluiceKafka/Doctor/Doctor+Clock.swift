import CRdKafka
import SluiceEngine
import SluiceKernel

extension Doctor {
    /// Above this a timer that people wait for is noticeably late, or a heartbeat's age misleading.
    private static let tolerance: Int64 = 1_000

    /// How far the broker's clock, which timers go by, is from ours.
    func clockFindings() -> [Finding] {
        let topic = settings.name(of: .replies)
        do throws(KafkaError) {
            guard let skew = try measureSkew(topic) else {
                return [
                    Finding(
                        .warning, "clock", topic,
                        "its records have their producers' times: the clocks cannot be compared",
                        fixes: [
                            "kafka-configs.sh \(toolOptions) --alter --entity-type topics --entity-name \(topic) "
                                + "--add-config message.timestamp.type=LogAppendTime"
                        ])
                ]
            }
            guard abs(skew) > Doctor.tolerance else {
                return [Finding(.ok, "clock", topic, "the broker's clock and ours differ by \(skew) ms")]
            }
            return [
                Finding(
                    .warning, "clock", topic,
                    "the broker's clock is \(abs(skew)) ms \(skew > 0 ? "ahead of" : "behind") ours: timers go by the broker's",
                    fixes: ["let a time service (chrony, ntpd) keep both machines"])
            ]
        } catch {
            let reason = LogError(error, topic, needs: [KafkaRight(.write, .topic(topic))])
            return [Finding(.warning, "clock", topic, "the clocks cannot be compared: \(reason.message)")]
        }
    }

    /// Appends records that nobody waits for. Milliseconds that the broker's clock is ahead, the time of the way taken off; nil:
    /// the topic does not have the broker's time.
    private func measureSkew(_ topic: String) throws(KafkaError) -> Int64? {
        let context = ClientContext(name: "doctor", sink: sink)
        var heard: (time: Int64?, error: KafkaError?)?
        context.onDelivery = { message in
            var type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE
            let time = rd_kafka_message_timestamp(message, &type)
            heard = (
                type == RD_KAFKA_TIMESTAMP_LOG_APPEND_TIME ? time : nil, DeliveryReport(message).error
            )
        }
        let producer = try KafkaHandle(RD_KAFKA_PRODUCER, settings.plainProducer(), context)
        defer { producer.close() }
        // The first one pays for connections.
        var best: (skew: Int64, way: Int64)?
        for _ in 0..<3 {
            heard = nil
            let (wall, started) = (Clock.wall(), Clock.monotonic())
            try withViews([], [], []) { key, value, _ throws(KafkaError) in
                try producer.produce(producer.topic(topic), 0, key: key, value: value)
            }
            while heard == nil { producer.poll(timeout: 100) }
            if let error = heard?.error { throw error }
            guard let time = heard?.time else { return nil }
            let way = (Clock.monotonic() - started) / 1_000
            if best.map({ way < $0.way }) ?? true { best = (time - wall - way / 2, way) }
        }
        return best?.skew
    }
}
