import SluiceEngine

/// What one lane reads of one topic.
final class FedTopicReader: TopicReader {
    private let client: FeedClient
    private let topic: String
    private let waker: any Waker

    init(_ client: FeedClient, topic: String, waker: any Waker) {
        self.client = client
        self.topic = topic
        self.waker = waker
    }

    deinit { close() }

    private var id: ObjectIdentifier { ObjectIdentifier(self) }

    var partitions: Int? { client.count(of: topic) }

    func seek(_ partition: Int, to offset: Int64, goingOn: Bool) {
        client.seek(topic, partition, to: offset, goingOn: goingOn, id, waker)
    }

    func poll(_ partition: Int, into batch: inout RecordBatch, bytes: Int) -> TopicNews {
        client.poll(topic, partition, into: &batch, id)
    }

    func end(_ partition: Int) -> Int64? { client.end(topic, partition) }

    func close() { client.forget(id) }
}
