package import SluiceKernel

/// A topic of others whose records start and signal instances.
package struct Source: Sendable {
    /// The whole name of the topic.
    package var topic: String
    package var mapper: any RecordMapper
    /// Tells its rules from others.
    package var fingerprint: UInt64

    package init(topic: String, mapper: any RecordMapper, fingerprint: UInt64 = 0) {
        self.topic = topic
        self.mapper = mapper
        self.fingerprint = fingerprint
    }

    /// The sources of these rules: one for each topic, in the order of their first rules.
    package static func all(_ rules: [SourceRule]) -> [Source] {
        var topics: [String] = []
        for rule in rules where !topics.contains(rule.topic) { topics.append(rule.topic) }
        return topics.map { topic in
            let own = rules.filter { $0.topic == topic }
            return Source(topic: topic, mapper: SourceMapper(own), fingerprint: SourceRule.fingerprint(of: own))
        }
    }

    /// Tells these sources from others; 0: there are none.
    package static func fingerprint(of sources: [Source]) -> UInt64 {
        if sources.isEmpty { return 0 }
        let words = sources.map(\.fingerprint.littleEndian)
        return max(1, words.withUnsafeBytes { Mixer.hash64($0) })
    }
}
