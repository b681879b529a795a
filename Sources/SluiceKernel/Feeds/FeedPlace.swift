/// Where an event stands in a topic that is fed: a record, and the entry in it. Places rise along a partition.
package struct FeedPlace: Equatable, Sendable {
    package var offset: Int64
    /// 0 to ``RecordReader/maximumEntries`` - 1.
    package var entry: Int

    private static let entries = Int64(RecordReader.maximumEntries)
    /// The last offset whose places are numbers.
    package static let lastOffset = Int64.max / entries - 1

    package init(offset: Int64, entry: Int) {
        self.offset = offset
        self.entry = entry
    }

    /// Reads ``number`` back.
    package init(number: Int64) {
        self.init(offset: number / FeedPlace.entries, entry: Int(number % FeedPlace.entries))
    }

    /// `256 × offset + entry`
    package var number: Int64 { offset * FeedPlace.entries + Int64(entry) }
}
