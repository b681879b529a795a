import SluiceEngine

/// A topic of others.
struct ScriptedSource {
    var partitions: [ScriptedPartition]
    /// How many topics had its name before.
    var making: Int
}

extension ScriptedBroker {
    /// Makes a topic of others, or makes it anew, without its records.
    package func make(source name: String, partitions: Int) {
        sources[name] = ScriptedSource(
            partitions: Array(repeating: ScriptedPartition(), count: partitions), making: nextMaking)
        nextMaking += 1
        trace.note("\(name) is made with \(partitions) partitions")
        wakeFeeds()
    }

    package func delete(source name: String) {
        sources[name] = nil
        trace.note("\(name) is deleted")
        wakeFeeds()
    }

    /// Adds partitions.
    package func grow(source name: String, to count: Int) {
        while sources[name]!.partitions.count < count { sources[name]!.partitions.append(ScriptedPartition()) }
        wakeFeeds()
    }

    /// Deletes the records below `offset`, as retention does.
    package func trim(source name: String, _ partition: Int, below offset: Int64) {
        sources[name]!.partitions[partition].trim(below: offset)
    }

    package func append(
        source name: String, _ partition: Int, key: String, _ value: String?,
        headers: [(name: String, value: String)] = []
    ) {
        let encoded = headers.isEmpty ? [] : RecordHeader.encode(headers.map { ($0.name, Array($0.value.utf8)) })
        let offset = sources[name]!.partitions[partition].append(
            key: Array(key.utf8), value: value.map { Array($0.utf8) }, headers: encoded, time: clock.now,
            visibleAt: clock.now)
        trace.note("\(name)/\(partition) @\(offset) \(key) \(value ?? "null")")
        wakeFeeds()
    }
}
