import SluiceEmbedded
import SluiceEngine
import SluiceKernel
import SluiceTestKit

/// What an embedded log holds once its process has ended: events, cells, outcomes.
struct StoredLog {
    struct Record {
        var partition: Int
        var offset: Int64
        var time: Int64
        var key: [UInt8]
        var value: [UInt8]
        var headers: [UInt8]
    }

    /// Cells of a partition by key, indexes too.
    typealias Cells = [(key: [UInt8], value: [UInt8])]

    let shape: LogShape
    private(set) var events: [[Record]] = []
    private(set) var outcomes: [[Record]] = []
    private(set) var deadLetters: [[Record]] = []
    private(set) var definitions: [Record] = []
    private(set) var cells: [Cells] = []
    private(set) var positions: [Position] = []

    init(folder: String, shape: LogShape) throws {
        self.shape = shape
        let log = try EmbeddedLog.open(folder: folder, shape: shape)
        defer { log.close() }
        definitions = try StoredLog.read(log, .definitions, 0)
        for partition in 0..<shape.partitions {
            events.append(try StoredLog.read(log, .events, partition))
            outcomes.append(try StoredLog.read(log, .outcomes, partition))
            deadLetters.append(try StoredLog.read(log, .deadLetters, partition))
        }
        for slot in 0..<shape.slots {
            let lane = try log.open(slot: slot, waker: Latch())
            for partition in shape.partitions(of: slot) {
                positions.append(lane.position(partition))
                var found: Cells = []
                lane.scan(partition, from: [0], to: [0xff]) { key, value in
                    found.append((Array(key), Array(value)))
                    return true
                }
                cells.append(found)
            }
            lane.close()
        }
    }

    private static func read(_ log: EmbeddedLog, _ topic: LogTopic, _ partition: Int) throws -> [Record] {
        var records: [Record] = []
        let range = try log.range(topic, partition: partition)
        var next = range.lowerBound
        while next < range.upperBound {
            let batch = try log.read(topic, partition: partition, from: next, bytes: 1 << 20)
            guard !batch.isEmpty else { break }
            for record in batch.records {
                batch.withParts(of: record) { key, value, headers in
                    records.append(
                        Record(
                            partition: partition, offset: record.offset, time: record.time, key: Array(key),
                            value: value.map { Array($0) } ?? [], headers: Array(headers)))
                }
                next = record.offset + 1
            }
        }
        return records
    }

    /// The sum over the state cells of a partition.
    func stateHash(_ partition: Int) -> StateHash {
        var sum = StateHash()
        for (key, value) in cells[partition] where CellKey.Kind(rawValue: key[0])?.isState ?? true {
            sum.add(key.withUnsafeBytes { key in value.withUnsafeBytes { StateHash.cell(key: key, value: $0) } })
        }
        return sum
    }

    /// The instances of a partition, decoded.
    func instances(_ partition: Int) throws -> [Instance] {
        let all = Dictionary(uniqueKeysWithValues: cells[partition].map { ($0.key, $0.value) })
        return try cells[partition].filter { $0.key[0] == CellKey.Kind.instance.rawValue }.map { key, value in
            let id = Array(key.dropFirst())
            return try id.withUnsafeBytes { id in
                try value.withUnsafeBytes { cell in
                    try Instance(id: id, cell: cell) { slot throws(CodecError) in
                        guard let value = all[CellKey.value(id, slot: slot)] else {
                            throw CodecError("no cell for value \(slot)", at: 0)
                        }
                        return value
                    }
                }
            }
        }
    }

    /// The whole history of an instance.
    func history(of instance: Instance, _ partition: Int) throws -> [History.Entry] {
        var entries: [History.Entry] = []
        for block in 0..<instance.history.count / History.blockEntries {
            let key = instance.id.withUnsafeBytes {
                CellKey.history($0, incarnation: instance.incarnation, block: block)
            }
            guard let cell = cells[partition].first(where: { $0.key == key }) else { continue }
            entries += try cell.value.withUnsafeBytes { try History.entries(of: $0) }
        }
        return entries + (try instance.history.tail.withUnsafeBytes { try History.entries(of: $0) })
    }
}
