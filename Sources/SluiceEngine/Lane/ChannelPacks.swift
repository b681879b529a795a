import SluiceKernel

/// Entries on their way from one partition to others, each target's in the order of their numbers: packed, for the log's cost
/// is per record and not per event.
struct ChannelPacks {
    /// A pack is handed over before it is larger, unless one entry is.
    private static let largest = 256 << 10

    private let source: UInt32
    private var packs: [(target: UInt32, writer: RecordWriter)] = []

    init(from source: UInt32) { self.source = source }

    mutating func add(_ event: Event, to target: UInt32, number: UInt64, _ outbox: Outbox) {
        let index = packs.firstIndex { $0.target == target } ?? packs.count
        if index == packs.count { packs.append((target, RecordWriter())) }
        let isFull = packs[index].writer.bytes.count + event.byteCount > ChannelPacks.largest
        if isFull || packs[index].writer.isFull { hand(index, to: outbox) }
        packs[index].writer.append(event, admission: .channel(source: source, number: number))
    }

    /// Hands everything over: what the next checkpoint covers has to be in the outbox before it is taken.
    mutating func flush(into outbox: Outbox) {
        for index in packs.indices { hand(index, to: outbox) }
    }

    private mutating func hand(_ index: Int, to outbox: Outbox) {
        guard packs[index].writer.entries > 0 else { return }
        outbox.append(AppendRecord(partition: Int(packs[index].target), value: packs[index].writer.take()))
    }
}
