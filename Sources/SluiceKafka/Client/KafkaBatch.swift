import CRdKafka

/// A reusable array of messages taken from a queue. The messages pin librdkafka's fetch buffers, and a client cannot be
/// destroyed while any of them lives: they are given back as soon as they have been looked at.
struct KafkaBatch: ~Copyable {
    private let messages: UnsafeMutablePointer<UnsafeMutablePointer<rd_kafka_message_t>?>
    /// How many it takes at once.
    let capacity: Int

    init(capacity: Int) {
        self.capacity = capacity
        messages = .allocate(capacity: capacity)
        messages.initialize(repeating: nil, count: capacity)
    }

    deinit { messages.deallocate() }

    /// Waits for one message at most `timeout` milliseconds, takes what else is there, and shows each to `body`.
    ///
    /// (The timeout of a batch call is for the whole batch, not for its first message.)
    ///
    /// - Returns: how many there were.
    mutating func consume(
        _ queue: OpaquePointer, timeout: Int32, _ body: (borrowing KafkaMessage) -> Void
    ) -> Int {
        var count = 0
        if timeout > 0 {
            count = max(0, rd_kafka_consume_batch_queue(queue, timeout, messages, 1))
            if count == 0 { return 0 }
        }
        count += max(0, rd_kafka_consume_batch_queue(queue, 0, messages + count, capacity - count))
        for index in 0..<count {
            guard let message = messages[index] else { continue }
            body(KafkaMessage(message))
            rd_kafka_message_destroy(message)
            messages[index] = nil
        }
        return count
    }
}
