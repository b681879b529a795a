import SluiceEngine
import SluiceKernel
import SluiceTestKit

/// A slot of a log that is folded again. Its state begins empty and lives in memory.
final class ReplayLane: LaneLog {
    let partitions: Range<Int>
    private(set) var lost: LogError?
    private let log: ReplayLog
    private var stores: [ScriptedStore]
    private var next: [Int64]
    private var turn = 0
    private var hasCommitted = false

    init(log: ReplayLog, partitions: Range<Int>) {
        self.log = log
        self.partitions = partitions
        stores = partitions.map { _ in ScriptedStore() }
        next = partitions.map { _ in 0 }
    }

    func position(_ partition: Int) -> Position { stores[partition - partitions.lowerBound].position }

    func end(_ partition: Int) -> Int64 { log.positions[partition].next }

    func seek(_ partition: Int, to offset: Int64) { next[partition - partitions.lowerBound] = offset }

    func poll(into batch: inout RecordBatch, bytes: Int) {
        batch.removeAll()
        for _ in partitions {
            let index = turn
            turn = (turn + 1) % partitions.count
            let partition = partitions.lowerBound + index
            guard next[index] < end(partition) else { continue }
            do throws(LogError) {
                let found = try log.read(.events, partition: partition, from: next[index], bytes: bytes)
                for record in found.records where record.offset < end(partition) {
                    next[index] = record.offset + 1
                    found.withParts(of: record) { key, value, headers in
                        batch.append(
                            partition: partition, offset: record.offset, time: record.time, key: key, value: value,
                            headers: headers)
                    }
                }
                if found.isEmpty { next[index] = end(partition) }
            } catch {
                lost = error
            }
            if !batch.isEmpty { return }
        }
    }

    func get(_ partition: Int, _ key: [UInt8]) -> [UInt8]? { stores[partition - partitions.lowerBound].get(key) }

    func scan(
        _ partition: Int, from key: [UInt8], to end: [UInt8],
        _ body: (_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Bool
    ) {
        let store = stores[partition - partitions.lowerBound]
        for at in store.lowerBound(key)..<max(store.lowerBound(key), store.lowerBound(end)) {
            let goesOn = store.keys[at].withUnsafeBytes { key in store.values[at].withUnsafeBytes { body(key, $0) } }
            guard goesOn else { return }
        }
    }

    func commit(_ checkpoint: consuming Checkpoint) {
        for part in checkpoint.partitions { stores[part.partition - partitions.lowerBound].apply(part) }
        hasCommitted = true
    }

    func takeCommitOutcome() -> CommitOutcome? {
        defer { hasCommitted = false }
        return hasCommitted ? .committed : nil
    }

    func close() {}
}
