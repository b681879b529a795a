/// What a partition knows beside its instances: its clock, the definitions in force, and how far each feeder has come.
///
/// Lists are kept in ascending order of their first field, so that equal state has equal bytes.
package struct PartitionState: Equatable, Sendable {
    package static let cellVersion: UInt8 = 1

    /// The largest append time seen, milliseconds since 1970.
    package var clock: Int64 = 0
    /// What a record means. Raised by an `activate` event, never by a newer binary alone.
    package var foldVersion: UInt32 = 1
    package var limits = Limits()
    package var definitions: [KnownDefinition] = []
    /// The highest number admitted from each source partition.
    package var received: [Mark] = []
    /// The last number sent to each target partition.
    package var sent: [Mark] = []
    package var feeds: [FeedMark] = []
    /// Ids for which early signals are kept: while 0, a start need not look for any.
    package var earlyInstances: UInt64 = 0

    package init() {}

    /// Limits that change what the fold does and belong to no definition.
    package struct Limits: Equatable, Sendable {
        /// Signals kept for an instance that is not there yet, per id.
        package var earlySignals: UInt32 = 64
        /// How long they are kept, milliseconds of the partition's clock. 24 hours.
        package var earlySignalsKept: Int64 = 86_400_000
        /// The largest cell, output or append, bytes.
        package var maximumRecord: UInt32 = 1_000_000
        package init() {}

        /// What a record of one value holds beside it, at most: ids, headers, the rest of an instance.
        private static let recordOverhead = 16_384

        /// The most bytes that one value may have, so that no cell and no output outgrows a record.
        package var largestValue: Int { Int(maximumRecord) - Limits.recordOverhead }
    }

    package struct KnownDefinition: Equatable, Sendable {
        /// Offset of its record in `definitions`.
        package var sequence: Int64
        package var name: [UInt8]
        package var version: UInt32
        /// Sequence of the activation that counts; -1: known, not active.
        package var activation: Int64

        package init(sequence: Int64, name: [UInt8], version: UInt32, activation: Int64) {
            self.sequence = sequence
            self.name = name
            self.version = version
            self.activation = activation
        }
    }

    package struct Mark: Equatable, Sendable {
        package var partition: UInt32
        package var number: UInt64
    }

    package struct FeedMark: Equatable, Sendable {
        package var topic: UInt32
        package var partition: UInt32
        package var incarnation: UInt32
        /// The next place expected: everything below was applied.
        package var mark: Int64
        /// Of the record that was applied last; of `definitions` there is none.
        package var hash: UInt64

        package init(topic: UInt32, partition: UInt32, incarnation: UInt32, mark: Int64, hash: UInt64 = 0) {
            self.topic = topic
            self.partition = partition
            self.incarnation = incarnation
            self.mark = mark
            self.hash = hash
        }
    }

}

extension [PartitionState.KnownDefinition] {
    /// The sequence number of the definition that a start of `name` uses: that version if given, else the last activated.
    func sequence(of name: UnsafeRawBufferPointer, version: UInt32) -> Int64? {
        var best: Int?
        for index in indices where self[index].activation >= 0 && self[index].name.elementsEqual(name) {
            if version != 0 {
                if self[index].version == version { return self[index].sequence }
            } else if best.map({ self[index].activation > self[$0].activation }) ?? true {
                best = index
            }
        }
        return best.map { self[$0].sequence }
    }
}

extension PartitionState {
    package func encode() -> [UInt8] {
        var writer = ByteWriter()
        writer.byte(PartitionState.cellVersion)
        writer.signed(clock)
        writer.varint(foldVersion)
        writer.varint(limits.earlySignals)
        writer.signed(limits.earlySignalsKept)
        writer.varint(limits.maximumRecord)
        writer.count(definitions.count)
        for definition in definitions {
            writer.signed(definition.sequence)
            writer.block(definition.name)
            writer.varint(definition.version)
            writer.signed(definition.activation)
        }
        for marks in [received, sent] {
            writer.count(marks.count)
            for mark in marks {
                writer.varint(mark.partition)
                writer.varint(mark.number)
            }
        }
        writer.count(feeds.count)
        for feed in feeds {
            writer.varint(feed.topic)
            writer.varint(feed.partition)
            writer.varint(feed.incarnation)
            writer.signed(feed.mark)
            if feed.topic != FedTopic.definitions { writer.fixed64(feed.hash) }
        }
        writer.varint(earlyInstances)
        return writer.bytes
    }

    package init(cell: UnsafeRawBufferPointer) throws(CodecError) {
        var reader = ByteReader(cell)
        let version = try reader.byte()
        guard version == PartitionState.cellVersion else {
            throw CodecError(
                "partition cell of version \(version); this release reads \(PartitionState.cellVersion)", at: 0)
        }
        clock = try reader.signed()
        foldVersion = try reader.number(UInt32.self)
        limits.earlySignals = try reader.number(UInt32.self)
        limits.earlySignalsKept = try reader.signed()
        limits.maximumRecord = try reader.number(UInt32.self)
        for _ in 0..<(try reader.length()) {
            definitions.append(
                KnownDefinition(
                    sequence: try reader.signed(), name: Array(try reader.block()),
                    version: try reader.number(UInt32.self), activation: try reader.signed()))
        }
        for _ in 0..<(try reader.length()) {
            received.append(Mark(partition: try reader.number(UInt32.self), number: try reader.varint()))
        }
        for _ in 0..<(try reader.length()) {
            sent.append(Mark(partition: try reader.number(UInt32.self), number: try reader.varint()))
        }
        for _ in 0..<(try reader.length()) {
            var feed = FeedMark(
                topic: try reader.number(UInt32.self), partition: try reader.number(UInt32.self),
                incarnation: try reader.number(UInt32.self), mark: try reader.signed())
            if feed.topic != FedTopic.definitions { feed.hash = try reader.fixed64() }
            feeds.append(feed)
        }
        earlyInstances = try reader.varint()
        try reader.expectEnd()
    }
}
