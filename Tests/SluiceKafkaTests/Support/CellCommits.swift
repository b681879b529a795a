import SluiceEngine
import SluiceKernel

/// Commits cells of one partition through an opened slot, and knows what has to be there. The position stays at the first
/// event: there is none.
struct CellCommits {
    let partition: Int
    private(set) var cells: [[UInt8]: [UInt8]] = [:]
    private(set) var position = Position()
    private var count: UInt64 = 0

    init(_ partition: Int = 0) { self.partition = partition }

    static func key(_ number: Int) -> [UInt8] {
        Array("cell-\(number)".utf8).withUnsafeBytes { CellKey.value($0, slot: 0) }
    }

    /// Puts a new value into each of these cells; a negative number deletes its cell.
    mutating func commit(_ numbers: [Int], _ lane: any LaneLog, size: Int = 40) throws {
        count += 1
        var changes: [[UInt8]: [UInt8]?] = [:]
        for number in numbers {
            let value = [UInt8](repeating: UInt8(truncatingIfNeeded: count), count: size)
            changes[Self.key(abs(number))] = .some(number < 0 ? nil : value)
        }
        var batch = CellBatch()
        var hash = position.hash
        for key in changes.keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            if let old = cells[key] { hash.subtract(Self.hash(key, old)) }
            cells[key] = changes[key]!
            if let new = cells[key] {
                hash.add(Self.hash(key, new))
                batch.put(key, new)
            } else {
                batch.delete(key)
            }
        }
        position = Position(next: 0, hash: hash, previousHash: position.hash, exists: true)
        let part = Checkpoint.Part(partition: partition, cells: batch, index: CellBatch(), position: position)
        lane.commit(Checkpoint(number: count, partitions: [part]))
        let deadline = Clock.monotonic() + 30_000_000
        while Clock.monotonic() < deadline {
            if let outcome = lane.takeCommitOutcome() {
                guard outcome == .committed else { throw ChildProcess.Failure(description: "\(outcome)") }
                return
            }
            Latch().wait(microseconds: 1_000)
        }
        throw ChildProcess.Failure(description: "no outcome")
    }

    static func hash(_ key: [UInt8], _ value: [UInt8]) -> StateHash {
        key.withUnsafeBytes { key in value.withUnsafeBytes { StateHash.cell(key: key, value: $0) } }
    }

    /// Whether a lane reads exactly what was committed.
    func areRead(by lane: any LaneLog) -> Bool {
        Self.cells(of: lane, partition) == cells && lane.position(partition) == position && lane.lost == nil
            && cells.prefix(10).allSatisfy { lane.get(partition, $0.key) == $0.value }
    }

    static func cells(of lane: any LaneLog, _ partition: Int) -> [[UInt8]: [UInt8]] {
        var found: [[UInt8]: [UInt8]] = [:]
        lane.scan(partition, from: [], to: [CellKey.firstIndexKind]) { key, value in
            found[Array(key)] = Array(value)
            return true
        }
        return found
    }
}
