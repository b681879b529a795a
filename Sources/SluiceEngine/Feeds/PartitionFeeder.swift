import SluiceKernel

/// Feeds one partition of a topic into one partition of `events`: each record once, in order.
///
/// How far it got is the mark in the state of that partition, which rises as what was fed is folded. So nothing needs to be
/// kept beside it: whoever holds the partition next begins at the last record that was applied, and finds out by its kept hash
/// whether the topic is still the one that it was. What an older feeder appends beside this one is ignored, or this one's is.
struct PartitionFeeder {
    /// Milliseconds until a topic that could not be read is tried again.
    private static let pause: Int64 = 500
    /// Records that were passed over are told to the state after so many, or so many milliseconds.
    private static let mostPassed = 4_096
    private static let longestPassing: Int64 = 1_000
    /// Read at once, bytes.
    private static let readBytes = 256 << 10
    /// A pack is handed over before it is larger, unless one entry is.
    private static let packBytes = 256 << 10

    private enum Stage {
        case beginning
        /// Looks whether the record that was applied last is still there.
        case verifying(FeedPlace, hash: UInt64)
        case reading
        case pausing(until: Int64)
    }

    let origin: FeedOrigin
    /// The whole name of the topic.
    let topic: String
    /// Of the topic.
    let partition: Int
    /// Of `events`.
    let target: Int
    private var stage = Stage.beginning
    private var incarnation: UInt32 = 0
    /// Places below it were applied before.
    private var floor: Int64 = 0
    /// The place and hash of the last entry that was fed, and of the last record that was read.
    private var lastFed: (number: Int64, hash: UInt64)?
    /// Of this feeder: -1 before its first entry.
    private var previous: Int64 = -1
    /// A record was passed over, and the state does not know: its place and hash, how many there were, since when.
    private var passed: (number: Int64, hash: UInt64, count: Int, since: Int64)?
    /// Places that were fed and not folded yet, in order.
    private var unfolded: [Int64] = []
    private var unfoldedHead = 0
    private var batch = RecordBatch()
    private var cursor = 0
    /// Behind the last record that was fed or passed over.
    private var next: Int64 = 0
    private var isAtEnd = false

    init(_ origin: FeedOrigin, topic: String, partition: Int, target: Int) {
        self.origin = origin
        self.topic = topic
        self.partition = partition
        self.target = target
    }

    /// Entries that were fed and not folded yet.
    var unfoldedCount: Int { unfolded.count - unfoldedHead }

    /// Everything that can be read was fed and folded.
    var isDone: Bool { isReading && isAtEnd && cursor == batch.records.count && unfoldedCount == 0 && passed == nil }

    private var isReading: Bool { if case .reading = stage { true } else { false } }

    /// Records that are not fed yet, as far as is known.
    func lag(_ reader: any TopicReader) -> Int64 {
        guard let end = reader.end(partition) else { return 0 }
        return max(0, end - next)
    }

    /// When it wants to be stepped again by itself, wall time in milliseconds; `Int64.max`: when it is woken.
    var wake: Int64 {
        if case .pausing(let until) = stage { return until }
        return passed.map { $0.since + PartitionFeeder.longestPassing } ?? .max
    }

    /// Takes in what was folded.
    mutating func settle(_ state: PartitionState) {
        guard let mark = state.mark(ofTopic: origin.number, partition: UInt32(partition)) else { return }
        if mark.incarnation > incarnation, !isBeginning {
            // Another feeder found that the topic was made again.
            begin()
        }
        guard mark.incarnation == incarnation else { return }
        while unfoldedHead < unfolded.count, unfolded[unfoldedHead] < mark.mark { unfoldedHead += 1 }
        if unfoldedHead == unfolded.count {
            unfolded.removeAll(keepingCapacity: true)
            unfoldedHead = 0
        }
    }

    private var isBeginning: Bool { if case .beginning = stage { true } else { false } }

    private mutating func begin() {
        stage = .beginning
        lastFed = nil
        previous = -1
        passed = nil
        unfolded = []
        unfoldedHead = 0
    }

    /// Feeds what there is room for.
    ///
    /// - Parameters:
    ///   - room: entries and bytes that may be fed; lowered by what was.
    ///   - now: wall time in milliseconds.
    mutating func step(
        now: Int64, _ state: PartitionState, _ reader: any TopicReader, _ mapper: any RecordMapper, _ outbox: Outbox,
        room: inout FeedRoom, notices: FeedNotices
    ) {
        settle(state)
        if case .beginning = stage { seekMark(state, reader) }
        if case .pausing(let until) = stage {
            guard now >= until else { return }
            seekLast(state, reader)
        }
        if case .verifying(let place, let hash) = stage {
            verify(place, hash, now: now, reader, notices)
        }
        guard case .reading = stage else { return }
        while room.isLeft {
            if cursor == batch.records.count {
                cursor = 0
                let news = reader.poll(partition, into: &batch, bytes: PartitionFeeder.readBytes)
                guard take(news, now: now, state, reader, notices), !batch.isEmpty else { break }
            }
            feed(now: now, state, mapper, outbox, &room)
        }
        tellPassed(now: now, outbox)
    }

    // MARK: finding the place

    private mutating func seekMark(_ state: PartitionState, _ reader: any TopicReader) {
        let mark = state.mark(ofTopic: origin.number, partition: UInt32(partition))
        incarnation = mark?.incarnation ?? 0
        floor = mark?.mark ?? 0
        clearBatch()
        guard let mark, mark.mark > 0 else {
            next = 0
            reader.seek(partition, to: 0, goingOn: false)
            stage = .reading
            return
        }
        verifyFrom(FeedPlace(number: mark.mark - 1), mark.hash, goingOn: false, reader)
    }

    /// Begins again at what this feeder fed last; where it has fed nothing, at the mark.
    private mutating func seekLast(_ state: PartitionState, _ reader: any TopicReader) {
        clearBatch()
        guard let lastFed else { return seekMark(state, reader) }
        floor = lastFed.number + 1
        verifyFrom(FeedPlace(number: lastFed.number), lastFed.hash, goingOn: true, reader)
    }

    private mutating func verifyFrom(
        _ place: FeedPlace, _ hash: UInt64, goingOn: Bool, _ reader: any TopicReader
    ) {
        next = place.offset
        reader.seek(partition, to: place.offset, goingOn: goingOn)
        stage = .verifying(place, hash: hash)
    }

    private mutating func clearBatch() {
        batch.removeAll()
        cursor = 0
        isAtEnd = false
    }

    private mutating func verify(
        _ place: FeedPlace, _ hash: UInt64, now: Int64, _ reader: any TopicReader, _ notices: FeedNotices
    ) {
        cursor = 0
        switch reader.poll(partition, into: &batch, bytes: 1) {
        case .records(let end):
            if let record = batch.records.first {
                // What is not there any more was compacted: a topic that was made again has other records in its place.
                if record.offset == place.offset, self.hash(of: record) != hash {
                    return beginAnew(at: 0, reader, notices)
                }
                stage = .reading
            } else if let end, end > place.offset {
                next = end
                isAtEnd = true
                stage = .reading
            }
        case .interrupted(let kept):
            guard let kept else { return stage = .pausing(until: now + PartitionFeeder.pause) }
            if kept.upperBound <= place.offset {
                beginAnew(at: kept.lowerBound, reader, notices)
            } else if kept.lowerBound > place.offset {
                if kept.lowerBound > place.offset + 1 {
                    notices.lost(topic, partition, place.offset + 1..<kept.lowerBound)
                }
                next = kept.lowerBound
                reader.seek(partition, to: next, goingOn: true)
                stage = .reading
            } else {
                stage = .pausing(until: now + PartitionFeeder.pause)
            }
        case .madeAgain: beginAnew(at: 0, reader, notices, whileRead: true)
        }
    }

    /// The topic was made again: its records are new ones.
    private mutating func beginAnew(
        at offset: Int64, _ reader: any TopicReader, _ notices: FeedNotices, whileRead: Bool = false
    ) {
        incarnation += 1
        notices.madeAgain(topic, partition, incarnation: incarnation, whileRead: whileRead)
        floor = 0
        begin()
        clearBatch()
        next = offset
        reader.seek(partition, to: offset, goingOn: false)
        stage = .reading
    }

    /// Returns whether the reading goes on.
    private mutating func take(
        _ news: TopicNews, now: Int64, _ state: PartitionState, _ reader: any TopicReader, _ notices: FeedNotices
    ) -> Bool {
        switch news {
        case .records(let end):
            isAtEnd = false
            if batch.isEmpty, let end {
                isAtEnd = true
                next = max(next, end)
            }
            return true
        case .interrupted(let kept):
            clearBatch()
            if lastFed != nil || floor > 0 {
                seekLast(state, reader)
            } else if let kept, kept.lowerBound != next {
                // Nothing was ever fed of it: from the first that it keeps.
                next = kept.lowerBound
                reader.seek(partition, to: next, goingOn: false)
            } else {
                stage = .pausing(until: now + PartitionFeeder.pause)
            }
            return false
        case .madeAgain:
            beginAnew(at: 0, reader, notices, whileRead: true)
            return false
        }
    }

    // MARK: feeding

    private func hash(of record: RecordBatch.Record) -> UInt64 { withRecord(record) { $0.hash } }

    private func withRecord<Result>(_ record: RecordBatch.Record, _ body: (FedRecord) -> Result) -> Result {
        batch.withParts(of: record) { key, value, headers in
            body(
                FedRecord(
                    topic: topic, partition: partition, offset: record.offset, incarnation: incarnation,
                    time: record.time, key: key, value: value, headers: headers))
        }
    }

    /// Feeds records that were read, as long as there is room.
    private mutating func feed(
        now: Int64, _ state: PartitionState, _ mapper: any RecordMapper, _ outbox: Outbox, _ room: inout FeedRoom
    ) {
        var pack = RecordWriter()
        let largest = Int(state.limits.maximumRecord)
        while cursor < batch.records.count, room.isLeft {
            let record = batch.records[cursor]
            cursor += 1
            next = record.offset + 1
            let before = unfolded.count
            var entries = 0
            withRecord(record) { fed in
                let hash = fed.hash
                mapper.map(fed) { mapped in
                    let number = FeedPlace(offset: record.offset, entry: entries).number
                    entries += 1
                    guard number >= floor else { return }
                    let admission = Admission.Feed(
                        topic: origin.number, incarnation: incarnation, partition: UInt32(partition),
                        previous: previous, offset: number, hash: hash)
                    RefusedRecord.withEvent(mapped, of: fed, largest: largest) { event in
                        let isLarge = pack.bytes.count + event.byteCount > PartitionFeeder.packBytes
                        if pack.entries > 0 && (isLarge || pack.isFull) { hand(&pack, to: outbox, &room) }
                        pack.append(event, admission: .feed(admission))
                    }
                    previous = number
                    lastFed = (number, hash)
                    unfolded.append(number)
                }
                guard entries == 0 else { return }
                let number = FeedPlace(offset: record.offset, entry: 0).number
                passed = (number, hash, (passed?.count ?? 0) + 1, passed?.since ?? now)
            }
            // What was fed tells of what was passed over before it.
            if unfolded.count > before { passed = nil }
            room.entries -= entries
        }
        hand(&pack, to: outbox, &room)
    }

    private func hand(_ pack: inout RecordWriter, to outbox: Outbox, _ room: inout FeedRoom) {
        guard pack.entries > 0 else { return }
        let record = AppendRecord(partition: target, value: pack.take())
        room.bytes -= record.size
        outbox.append(record)
    }

    /// Lets the mark rise over records that stand for nothing, so that they are not read again and again.
    private mutating func tellPassed(now: Int64, _ outbox: Outbox) {
        guard let passed, passed.number >= floor else { return self.passed = nil }
        guard passed.count >= PartitionFeeder.mostPassed || now >= passed.since + PartitionFeeder.longestPassing else {
            return
        }
        var pack = RecordWriter()
        let admission = Admission.Feed(
            topic: origin.number, incarnation: incarnation, partition: UInt32(partition), previous: previous,
            offset: passed.number, hash: passed.hash)
        pack.append(.clock, admission: .feed(admission))
        outbox.append(AppendRecord(partition: target, value: pack.take()))
        previous = passed.number
        lastFed = (passed.number, passed.hash)
        unfolded.append(passed.number)
        self.passed = nil
    }
}
