import SluiceEngine
import SluiceKernel
import SluiceStore

/// Records of one partition of a topic, in whichever database it lives.
struct RecordRange {
    var topic: LogTopic
    var partition: Int
    var family = Family.main
    /// Key of an offset.
    var key: (Int64) -> [UInt8]

    static func events(_ topic: LogTopic, _ partition: Int) -> RecordRange {
        RecordRange(topic: topic, partition: partition) { EventKey.record(topic, partition, $0) }
    }

    static func outputs(_ topic: LogTopic, _ partition: Int) -> RecordRange {
        RecordRange(topic: topic, partition: partition, family: .outputs) { StateKey.output(topic, partition, $0) }
    }

    var name: String { "\(topic.name)/\(partition)" }
}

extension Database {
    /// Adds records from `offset` on, below `end`, up to about `bytes`.
    ///
    /// - Returns: the offset behind the last one added.
    /// - Throws: `corrupt` when a record is missing or does not decode.
    func read(
        _ range: RecordRange, from offset: Int64, below end: Int64, bytes: Int, into batch: inout RecordBatch
    ) throws(LogError) -> Int64 {
        guard offset < end else { return offset }
        tuning.options.willRead?(range.name)
        return try iterate(from: range.key(offset), below: range.key(end), in: range.family, walk: .once) {
            (iterator) throws(LogError) -> Int64 in
            let limit = batch.byteCount + bytes
            var next = offset
            iterator.seekToFirst()
            while iterator.isValid {
                let found = EventKey.offset(of: iterator.key)
                guard found == next else { break }
                let parts: RecordLayout.Parts
                do { parts = try RecordLayout.read(iterator.value) } catch {
                    throw damaged(range, next, "does not decode: \(error)")
                }
                batch.append(
                    partition: range.partition, offset: next, time: parts.time, key: parts.key, value: parts.value,
                    headers: parts.headers)
                next += 1
                if batch.byteCount >= limit { return next }
                iterator.next()
            }
            try iterator.check()
            guard next == end else { throw damaged(range, next, "is missing") }
            return next
        }
    }

    /// Offset and append time of the last record; nil: there is none.
    func last(_ range: RecordRange) throws(LogError) -> (offset: Int64, time: Int64)? {
        tuning.options.willRead?(range.name)
        return try iterate(from: range.key(0), below: range.key(-1), in: range.family) { (iterator) throws(LogError) in
            iterator.seekToLast()
            guard iterator.isValid else {
                try iterator.check()
                return nil
            }
            let offset = EventKey.offset(of: iterator.key)
            do { return (offset, try RecordLayout.read(iterator.value).time) } catch {
                throw damaged(range, offset, "does not decode: \(error)")
            }
        }
    }

    /// Append time of the first record at or above `offset`; nil: there is none.
    func time(_ range: RecordRange, at offset: Int64) throws(LogError) -> Int64? {
        try iterate(from: range.key(offset), below: range.key(-1), in: range.family) { (iterator) throws(LogError) in
            iterator.seekToFirst()
            guard iterator.isValid else {
                try iterator.check()
                return nil
            }
            do { return try RecordLayout.read(iterator.value).time } catch {
                throw damaged(range, offset, "does not decode: \(error)")
            }
        }
    }

    private func damaged(_ range: RecordRange, _ offset: Int64, _ what: String) -> LogError {
        LogError(
            .corrupt,
            """
            \(path): record \(offset) of \(range.name) \(what). Stop, keep a copy of the folder, restore it from a backup
            """)
    }
}
