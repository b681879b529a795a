import SluiceKernel

/// What a replayed lane appends to: nothing. What it would append is in the log already, or was never read.
final class ReplayLog: EventLog {
    let shape: LogShape

    init(shape: LogShape) { self.shape = shape }

    func append(_ records: [AppendRecord], observer: any AppendObserver) -> Bool {
        for record in records { observer.appended(token: record.token, outcome: .acknowledged(offset: -1)) }
        return true
    }

    func open(slot: Int, waker: any Waker) throws(LogError) -> any LaneLog { throw ReplayLog.isNone }

    func receiveReplies(_ sink: @escaping @Sendable (AppendRecord) -> Void) -> UInt32 { 0 }

    func read(_ topic: LogTopic, partition: Int, from offset: Int64, bytes: Int) throws(LogError) -> RecordBatch {
        throw ReplayLog.isNone
    }

    func range(_ topic: LogTopic, partition: Int) throws(LogError) -> Range<Int64> { throw ReplayLog.isNone }

    func trim(partition: Int, below offset: Int64) throws(LogError) { throw ReplayLog.isNone }

    private static let isNone = LogError(.mismatch, "a replay has no log of its own")
}
