import SluiceKernel

/// A record of `dead-letters`: what was refused, why, and where it came from. `docs/formats.md` lists its headers.
///
/// It fits into a record, whatever was refused: one that did not would fail every checkpoint.
package struct DeadLetter {
    /// The largest part of what was refused that is kept.
    static let longestData = 65_536
    /// The largest part of a name that a header keeps: whoever appends an event may have written anything there.
    static let longestName = 1_024
    /// The largest part of a reason, which may hold such names.
    static let longestReason = 4_096
    /// Headers of the record itself that are kept, and bytes of them together.
    private static let mostOriginals = 32
    private static let longestOriginals = 16_384
    /// What stands before their names, so that nobody takes them for the engine's.
    package static let originalPrefix = "original_"

    /// `ce_id`
    package var id: [UInt8]
    package var reason: String
    package var kind: String
    /// Of `events`.
    package var partition: Int
    /// Of the record in `events`; nil: it stands nowhere there.
    package var offset: Int64?
    /// Headers for what was named: a signal, a workflow, a topic.
    package var names: [(header: String, value: UnsafeRawBufferPointer)] = []
    /// The headers of the record that was refused, as they lie in a ``RecordBatch``.
    package var originals = UnsafeRawBufferPointer(start: nil, count: 0)

    package init(id: [UInt8], reason: String, kind: String, partition: Int, offset: Int64?) {
        self.id = id
        self.reason = reason
        self.kind = kind
        self.partition = partition
        self.offset = offset
    }

    /// - Parameter time: the partition's clock, milliseconds.
    package func append(
        to batch: inout RecordBatch, time: Int64, key: UnsafeRawBufferPointer, data: UnsafeRawBufferPointer
    ) {
        var headers: [(name: String, value: [UInt8])] = [
            ("ce_id", id),
            ("sluice_reason", InstanceExtras.text(Array(reason.utf8), DeadLetter.longestReason)),
            ("sluice_kind", Array(kind.utf8)),
            ("sluice_partition", Array(String(partition).utf8)),
        ]
        if let offset { headers.append(("sluice_offset", Array(String(offset).utf8))) }
        for name in names { headers.append((name.header, Array(name.value.prefix(DeadLetter.longestName)))) }
        headers += DeadLetter.cut(headers: originals).map { (DeadLetter.originalPrefix + $0.name, $0.value) }
        let key = UnsafeRawBufferPointer(rebasing: key.prefix(DeadLetter.longestName))
        let kept = UnsafeRawBufferPointer(rebasing: data[..<min(data.count, DeadLetter.longestData)])
        RecordHeader.encode(headers).withUnsafeBytes {
            batch.append(partition: partition, offset: 0, time: time, key: key, value: kept, headers: $0)
        }
    }

    /// The headers of a record, as far as a dead letter keeps them.
    static func cut(headers: UnsafeRawBufferPointer) -> [(name: String, value: [UInt8])] {
        guard let decoded = try? RecordHeader.decode(headers) else { return [] }
        var kept: [(name: String, value: [UInt8])] = []
        var bytes = 0
        for header in decoded.prefix(mostOriginals) {
            let name = InstanceExtras.text(Array(header.name.utf8), longestName)
            let value = Array(header.value.prefix(longestName))
            bytes += name.count + value.count
            guard bytes <= longestOriginals else { break }
            kept.append((String(decoding: name, as: UTF8.self), value))
        }
        return kept
    }
}
