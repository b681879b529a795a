import ChaosKit
import SluiceEngine
import TestFolders
import Testing

@testable import SluiceKafka

extension OnBroker {
    /// A record as a node would commit it.
    private struct Committed {
        /// Behind the application's prefix.
        var topic: String
        var key: String
        /// Its `ce_id`.
        var id: String
        var value: String
    }

    /// What the checker of `./dev chaos` is fed: an errand, a computed one and one that was set aside, as they have to be.
    private struct Feed {
        var ledger = ["start errand-1", "signal errand-1", "start quick-3", "start grim-4", "start errand-1", "end 5"]
        var errand = Committed(
            topic: "outcomes", key: "errand-1", id: "errand-1/7",
            value: #"{"instance":"errand-1","workflow":"errand","status":"succeeded","#
                + #""result":{"number":1,"token":"t-1","text":"go 1"}}"#)
        var told = Committed(
            topic: "told", key: "errand-1", id: "errand-1/7/3/0", value: #"{"number":1,"token":"t-1"}"#)
        var quick = Committed(
            topic: "outcomes", key: "quick-3", id: "quick-3/8",
            value: #"{"instance":"quick-3","workflow":"quick","status":"succeeded","result":{"number":3,"square":9}}"#)
        var grim = Committed(topic: "dead-letters", key: "grim-4", id: "0/9/0", value: #"{"number":4}"#)
        var more: [Committed] = []
        var leftOut: Set<String> = []
        /// Written in a transaction that is aborted.
        var aborted: [Committed] = []
        /// Written in one that stays open.
        var undecided: [Committed] = []
        var effects = "100 1 errand-1 1 t-1\n"

        var committed: [Committed] { [errand, told, quick, grim].filter { !leftOut.contains($0.id) } + more }
    }

    /// Writes the feed, and runs the checker on it.
    private func verdict(
        _ name: String, _ change: (inout Feed) -> Void = { _ in }
    ) throws -> (code: Int32, text: String) {
        var feed = Feed()
        change(&feed)
        let log = try connect("check-\(name)", partitions: 2)
        defer { log.close() }
        let prefix = log.settings.application
        try make("\(prefix).told", partitions: 2, log.settings)
        func open(_ records: [Committed], _ id: String) throws -> TransactionalProducer {
            let producer = try TransactionalProducer(
                log.settings.transactionalProducer(slot: 0).with(["transactional.id": "\(prefix).\(id)"]),
                name: id, sink: SilentLog())
            try producer.initialize(patience: 30_000) { false }
            try producer.begin()
            for record in records {
                let headers = RecordHeader.encode([("ce_id", Array(record.id.utf8))])
                try withViews(Array(record.key.utf8), Array(record.value.utf8), headers) {
                    key, value, headers throws(KafkaError) in
                    let topic = producer.topic("\(prefix).\(record.topic)")
                    try producer.produce(topic, 0, key: key, value: value, headers: headers)
                }
            }
            producer.flush()
            return producer
        }
        let deadline = Clock.monotonic() + 30_000_000
        let committing = try open(feed.committed, "committing")
        _ = try committing.commit(until: deadline)
        committing.close()
        if !feed.aborted.isEmpty {
            let aborting = try open(feed.aborted, "aborting")
            try aborting.abort(until: deadline)
            aborting.close()
        }
        let undecided = feed.undecided.isEmpty ? nil : try open(feed.undecided, "undecided")
        defer { undecided?.close() }

        let folder = TemporaryFolder()
        try TextFile.write((feed.ledger + [""]).joined(separator: "\n"), to: "\(folder.path)/ledger")
        try TextFile.write(feed.effects, to: "\(folder.path)/effects")
        let words = [
            "check", "--brokers", log.settings.bootstrap, "--application", prefix, "--published", "\(prefix).told",
            "--partitions", "2", "--ledger", "\(folder.path)/ledger", "--effects", "\(folder.path)/effects",
            "--patience", "3", "--quiet", "1",
        ]
        let output = "\(folder.path)/output"
        let end = try ChildProcess(ChildProcess.path(of: "ChaosRunner"), words, output: output).wait()
        guard case .exited(let code) = end else { throw ChildProcess.Failure(description: "the checker: \(end)") }
        return (code, try TextFile.read(output))
    }

    @Test func `the checker of chaos passes what is right, whatever was aborted`() throws {
        let right = try verdict("right")
        #expect(right.code == 0, "\(right.text)")
        #expect(right.text.hasSuffix("lost=0 doubled=0 wrong=0 stranger=0\n"), "\(right.text)")
        #expect(right.text.contains("events=5 instances=3 executions=1"), "\(right.text)")
        let aborted = try verdict("aborted") { $0.aborted = [$0.errand, $0.told, $0.quick] }
        #expect(aborted.code == 0, "\(aborted.text)")
    }

    @Test func `the checker of chaos finds what is lost`() throws {
        for (name, id, place) in [
            ("outcome", "quick-3/8", "outcome of quick-3"), ("record", "errand-1/7/3/0", "record of errand-1"),
            ("letter", "0/9/0", "dead letter of grim-4"),
        ] {
            let found = try verdict("lost-\(name)") { $0.leftOut = [id] }
            #expect(found.code == 1 && found.text.contains("lost \(place)\n"), "\(found.text)")
            #expect(found.text.contains(" lost=1 doubled=0 wrong=0 stranger=0"), "\(found.text)")
        }
        // Only in a transaction that came to nothing.
        let aborted = try verdict("lost-aborted") {
            $0.leftOut = [$0.quick.id]
            $0.aborted = [$0.quick]
        }
        #expect(aborted.code == 1 && aborted.text.contains(" lost=1 doubled=0"), "\(aborted.text)")
        // The ledger knows of one more.
        let unknown = try verdict("lost-ledger") { $0.ledger = ["start quick-6"] + $0.ledger.dropLast() + ["end 6"] }
        #expect(unknown.code == 1 && unknown.text.contains("lost outcome of quick-6\n"), "\(unknown.text)")
    }

    @Test func `the checker of chaos finds what is doubled`() throws {
        for (name, pick) in [
            ("outcome", { $0.quick }), ("record", { $0.told }), ("letter", { $0.grim }),
        ] as [(String, (Feed) -> Committed)] {
            // A repeat under another id counts as well.
            for suffix in ["", "1"] {
                let found = try verdict("doubled-\(name)\(suffix)") { feed in
                    var repeated = pick(feed)
                    repeated.id += suffix
                    feed.more = [repeated]
                }
                #expect(found.code == 1, "\(name) \(found.text)")
                #expect(found.text.contains(" lost=0 doubled=1 wrong=0 stranger=0"), "\(name) \(found.text)")
            }
        }
    }

    @Test func `the checker of chaos finds what is wrong, and what nobody sent`() throws {
        let changes: [(String, (inout Feed) -> Void)] = [
            ("result", { $0.quick.value.replace("9", with: "10") }),
            ("status", { $0.quick.value.replace("succeeded", with: "failed") }),
            ("execution", { $0.effects = "100 1 errand-2 1 t-1\n" }),
            ("two executions", { $0.told.value.replace("t-1", with: "t-2") }),
            ("two lives", { $0.told.id = "errand-1/8/3/0" }),
        ]
        for (index, (name, change)) in changes.enumerated() {
            let found = try verdict("wrong-\(index)", change)
            #expect(found.code == 1 && found.text.contains(" lost=0 doubled=0 wrong=1"), "\(name): \(found.text)")
        }
        let stranger = try verdict("stranger") {
            $0.more = [
                Committed(topic: "outcomes", key: "quick-9", id: "quick-9/3", value: "{}"),
                Committed(topic: "dead-letters", key: "quick-3", id: "0/1/0", value: "{}"),
            ]
        }
        #expect(stranger.code == 1 && stranger.text.contains(" wrong=0 stranger=2"), "\(stranger.text)")
    }

    @Test func `the checker of chaos says what nobody can read, and refuses half a ledger`() throws {
        let undecided = try verdict("undecided") { $0.undecided = [$0.quick] }
        #expect(undecided.code == 3 && undecided.text.contains("not read to its end: "), "\(undecided.text)")
        let half = try verdict("half") { $0.ledger.removeLast() }
        #expect(half.code == 70 && half.text.contains("its end says nothing"), "\(half.text)")
    }
}
