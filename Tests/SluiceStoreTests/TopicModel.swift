import SluiceEngine
import SluiceTestKit

@testable import SluiceKernel
@testable import SluiceStore

/// A partition of a topic of checkpoints, in memory: transactions of cells with a position record behind them.
struct TopicModel {
    enum Record {
        case cell([UInt8], [UInt8]?)
        case position(Position)
    }

    static let origin = StoreOrigin(cluster: "c", topic: "t", partition: 3, partitions: 16)
    static let incarnation = [UInt8](repeating: 1, count: 16)

    private(set) var records: [(offset: Int64, record: Record)] = []
    private(set) var cells: [[UInt8]: [UInt8]] = [:]
    private(set) var position = Position()
    private(set) var end: Int64 = 0

    /// Commits random changes: values, and signals that came early, which have an index row each.
    mutating func commit(_ count: Int, using random: inout SeededRandom) {
        var changes: [[UInt8]: [UInt8]?] = [:]
        for _ in 0..<count {
            let id = Array("id-\(Int.random(in: 0..<300, using: &random))".utf8)
            if Bool.random(using: &random) {
                var early = EarlySignals(due: Int64.random(in: 1...50, using: &random))
                early.signals = [.init(name: [1], id: id, time: 0, data: [], offset: 0)]
                let key = id.withUnsafeBytes { CellKey.earlySignals($0) }
                changes[key] = Int.random(in: 0...3, using: &random) == 0 ? .some(nil) : early.encode()
            } else {
                let key = id.withUnsafeBytes { CellKey.value($0, slot: 1) }
                changes[key] =
                    Int.random(in: 0...3, using: &random) == 0
                    ? .some(nil) : [UInt8](repeating: UInt8.random(in: 0...255, using: &random), count: 20)
            }
        }
        var hash = position.hash
        for key in changes.keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            if let old = cells[key] { hash.subtract(Self.hash(key, old)) }
            cells[key] = changes[key]!
            if let new = cells[key] { hash.add(Self.hash(key, new)) }
            records.append((end, .cell(key, changes[key]!)))
            end += 1
        }
        position = Position(next: position.next + 7, hash: hash, previousHash: position.hash, exists: true)
        records.append((end, .position(position)))
        // The mark of the transaction takes an offset as well.
        end += 2
    }

    /// Leaves the last record of each key, and none of a deleted one.
    mutating func compact() {
        var seen: Set<[UInt8]> = []
        records = records.reversed().filter { _, record in
            guard case .cell(let key, let value) = record else { return seen.insert([0]).inserted }
            return seen.insert(key).inserted && value != nil
        }.reversed()
    }

    private static func hash(_ key: [UInt8], _ value: [UInt8]) -> StateHash {
        key.withUnsafeBytes { key in value.withUnsafeBytes { StateHash.cell(key: key, value: $0) } }
    }

    /// What a scan of the partition gives, index rows included.
    var wholeCells: [[UInt8]: [UInt8]] {
        var all = cells
        for (key, value) in cells where key[0] == CellKey.Kind.earlySignals.rawValue {
            let early = try! value.withUnsafeBytes { try EarlySignals(cell: $0) }
            let row = key[1...].withUnsafeBytes {
                CellKey.timer(due: early.due, id: $0, timer: TimerID(.earlySignals))
            }
            all[row] = []
        }
        return all
    }

    /// Hands `restore` the records from its row on, as far as `upTo`, and writes now and then.
    func feed(
        _ restore: PartitionRestore, upTo: Int64 = .max, using random: inout SeededRandom
    ) throws {
        let first = restore.row.first
        for (offset, record) in records where offset >= first && offset < upTo {
            switch record {
            case .cell(let key, let value):
                key.withUnsafeBytes { key in
                    if let value {
                        value.withUnsafeBytes { restore.take(key, $0, at: offset) }
                    } else {
                        restore.take(key, nil, at: offset)
                    }
                }
            case .position(let position):
                precondition(restore.take(position: position, incarnation: Self.incarnation, time: 5, at: offset))
            }
            if Int.random(in: 0..<40, using: &random) == 0 { try restore.flush() }
        }
        if upTo == .max { restore.reachedEnd(end, at: 6) }
    }
}
