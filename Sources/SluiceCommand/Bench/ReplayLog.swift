import SluiceEngine
import SluiceKernel
import SluiceTestKit

/// The events of a log up to where its state stands, to be folded again into a state in memory. Takes no appends: what a lane
/// would append is in the log, or was never read.
final class ReplayLog: EventLog {
    private let source: any EventLog
    let positions: [Position]

    /// - Parameter positions: the committed ones of all partitions.
    init(_ source: any EventLog, positions: [Position]) {
        self.source = source
        self.positions = positions
    }

    var shape: LogShape { source.shape }

    func append(_ records: [AppendRecord], observer: any AppendObserver) -> Bool {
        for record in records { observer.appended(token: record.token, outcome: .acknowledged(offset: -1)) }
        return true
    }

    func open(slot: Int, waker: any Waker) -> any LaneLog { openReplay(slot: slot) }

    func openReplay(slot: Int) -> ReplayLane { ReplayLane(log: self, partitions: shape.partitions(of: slot)) }

    func receiveReplies(_ sink: @escaping @Sendable (AppendRecord) -> Void) -> UInt32 { 0 }

    func read(_ topic: LogTopic, partition: Int, from offset: Int64, bytes: Int) throws(LogError) -> RecordBatch {
        try source.read(topic, partition: partition, from: offset, bytes: bytes)
    }

    func range(_ topic: LogTopic, partition: Int) throws(LogError) -> Range<Int64> {
        try source.range(topic, partition: partition)
    }

    func trim(partition: Int, below offset: Int64) {}
}
