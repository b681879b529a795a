/// Records for topics of others, named by the whole name of the topic, in the order in which the folds gave them out.
package struct PublishedRecords: Sendable {
    /// Each name once.
    package private(set) var topics: [String] = []
    /// ``RecordBatch/Record/partition`` is that of `events` which a record comes from; offsets say nothing.
    package private(set) var records = RecordBatch()
    /// By record: its place in ``topics``.
    private var places: [Int32] = []

    package init() {}

    package var isEmpty: Bool { records.isEmpty }
    package var byteCount: Int { records.byteCount }

    /// The name of the topic of the record at `index` of ``records``.
    package func topic(of index: Int) -> String { topics[Int(places[index])] }

    /// Calls `body` with each record's topic and place, in order.
    package func forEach<Failure: Error>(
        _ body: (_ topic: String, _ record: RecordBatch.Record) throws(Failure) -> Void
    ) throws(Failure) {
        for (index, record) in records.records.enumerated() { try body(topic(of: index), record) }
    }

    package mutating func append(
        topic: String, partition: Int, time: Int64, key: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer,
        headers: UnsafeRawBufferPointer
    ) {
        // Definitions name few topics, and mostly the same one again.
        let place = topics.lastIndex(of: topic) ?? topics.count
        if place == topics.count { topics.append(topic) }
        places.append(Int32(place))
        records.append(partition: partition, offset: 0, time: time, key: key, value: value, headers: headers)
    }
}
