/// Which of how many partitions of `events` a fold is of: what tells whether an instance belongs here.
///
/// Both are fixed when the log is made, so the fold may depend on them.
package struct PartitionPlace: Equatable, Sendable {
    package let partition: UInt32
    package let count: UInt32

    /// - Precondition: `partition < count`.
    package init(_ partition: Int, of count: Int) {
        precondition(partition >= 0 && partition < count)
        self.partition = UInt32(partition)
        self.count = UInt32(count)
    }

    /// The only partition of a log.
    package static let only = PartitionPlace(0, of: 1)

    /// The partition of an instance id among `count`: Kafka's murmur2 of the key, as its Java clients compute it, so that
    /// any producer with that partitioner agrees.
    @inline(__always)
    package static func home(of id: UnsafeRawBufferPointer, among count: UInt32) -> UInt32 {
        (Murmur2.hash(id) & 0x7fff_ffff) % count
    }

    /// The partition that the instance `id` belongs to, if that is another one.
    @inline(__always)
    func other(for id: UnsafeRawBufferPointer) -> UInt32? {
        if count == 1 || id.isEmpty { return nil }
        let home = PartitionPlace.home(of: id, among: count)
        return home == partition ? nil : home
    }
}
