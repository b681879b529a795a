/// The numbers of topics that records are fed from, as admissions and marks name them.
package enum FedTopic {
    /// Its records go to all partitions, in two steps.
    package static let definitions: UInt32 = 0
    package static let batch: UInt32 = 1
    /// Sources have numbers from here on.
    private static let firstSource: UInt32 = 0x8000_0000

    /// The number of a source, from the whole name of its topic: the same in every node and every release.
    package static func source(_ name: String) -> UInt32 {
        Array(name.utf8).withUnsafeBytes { firstSource | Murmur2.hash($0) }
    }
}
