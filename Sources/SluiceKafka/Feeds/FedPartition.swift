import SluiceEngine

/// A partition of a topic that a lane feeds from, as the reading thread and the lane share it.
struct FedPartition {
    let topic: String
    let partition: Int
    /// Who reads it.
    let reader: ObjectIdentifier
    let waker: any Waker
    /// Where it is to be read from; nil: it is being read, or was interrupted.
    var wanted: Int64?
    /// What was read and not taken.
    var records = RecordBatch()
    /// Which topic of its name it is of; nil: that is not known.
    var identity: TopicIdentity?
    /// Nothing more could be read below it.
    var end: Int64?
    var interruption: TopicNews?
    /// The end as the last fetch saw it.
    var fetchedEnd: Int64?

    func isOf(_ topic: String, _ partition: Int) -> Bool { self.partition == partition && self.topic == topic }
}
