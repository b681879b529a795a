package import SluiceEngine

extension KafkaLog {
    package func reader(of origin: FeedOrigin, waker: any Waker) -> (any TopicReader)? {
        switch origin {
        case .batch: feeds.reader(of: settings.name(of: .batch), count: shape.partitions, waker: waker)
        case .source(let name): feeds.reader(of: name, count: nil, waker: waker)
        }
    }

    package func fed(batch partition: Int, below offset: Int64) { batchTrimmer.note(partition, committed: offset) }
}
