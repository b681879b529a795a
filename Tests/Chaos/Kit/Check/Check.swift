/// Reads what became of the instances of ledgers and judges it, with nothing of the engine in it.
package struct Check: Sendable {
    package struct Settings: Sendable {
        package var brokers: String
        package var application: String
        /// The topic of the published records.
        package var published: String
        package var partitions: Int
        package var ledgers: [String]
        /// What task bodies wrote; nil: they are not looked at.
        package var effects: String?
        /// Seconds to wait for what is not there yet.
        package var patience = 120
        /// Seconds to wait for what would be doubled, once everything is there.
        package var quiet = 3

        package init(brokers: String, application: String, published: String, partitions: Int, ledgers: [String]) {
            self.brokers = brokers
            self.application = application
            self.published = published
            self.partitions = partitions
            self.ledgers = ledgers
        }
    }

    /// What it came to.
    package struct Report: Sendable {
        package var events: Int
        package var instances: Int
        package var executions: Int?
        package var findings: [Finding]
        /// Partitions in which something is undecided for ever: what stands behind it, nobody sees.
        package var unread: [String]

        package var isGood: Bool { findings.isEmpty && unread.isEmpty }
        package func count(_ what: Finding.What) -> Int { findings.count { $0.what == what } }
    }

    private let settings: Settings

    package init(_ settings: Settings) { self.settings = settings }

    /// - Throws: when a ledger or a topic cannot be read, or no event was sent at all.
    package func run() throws(ChaosError) -> Report {
        var ledger = Ledger()
        for path in settings.ledgers { ledger.add(try Ledger(contentsOf: path)) }
        guard ledger.count > 0 else { throw ChaosError("nothing was sent: there is nothing to check") }
        var verdict = Verdict(ledger)

        let outcomes = "\(settings.application).outcomes"
        let deadLetters = "\(settings.application).dead-letters"
        let reader = try CommittedReader(
            brokers: settings.brokers, topics: [outcomes, deadLetters, settings.published],
            partitions: settings.partitions)
        let deadline = Monotonic.now() + Int64(settings.patience) * 1_000_000
        var quietSince = Monotonic.now()
        while Monotonic.now() < deadline {
            let before = verdict.sightings
            try reader.poll(milliseconds: 100) { topic, key, value, headers in
                let place: Sighting.Place =
                    topic == outcomes ? .outcome : topic == deadLetters ? .deadLetter : .record
                var sighting = Sighting(place, key: key, id: headers["ce_id"] ?? "", value: value)
                sighting.reason = headers["sluice_reason"] ?? ""
                verdict.see(sighting)
            }
            let now = Monotonic.now()
            if verdict.sightings > before || !verdict.isComplete { quietSince = now }
            if now - quietSince > Int64(settings.quiet) * 1_000_000 { break }
        }
        // Only now: bodies ran until the last outcome was there.
        var effects: Effects?
        if let path = settings.effects { effects = try Effects(contentsOf: path) }
        return Report(
            events: ledger.count, instances: verdict.instances, executions: effects?.executions,
            findings: verdict.findings(effects), unread: try reader.unread())
    }
}
