/// The records of `members`, in order, for one reader.
package protocol MembersFeed: AnyObject, Sendable {
    /// Whether it began at the first record that the topic ever had: then nothing went before what it tells.
    var isWhole: Bool { get }
    /// Fills `batch` with the records that were not taken yet; empty: there are none now. Does not block.
    func poll(into batch: inout RecordBatch)
    func close()
}
