import Glibc
import SluiceEngine
import SluiceKafka
import SluiceKernel
import Synchronization
import TestFolders
import Testing

/// Processes that share the slots of an application, work for them, and what `members` tells of them.
final class NodeGroup {
    let settings: KafkaSettings
    let log: KafkaLog
    private let client: Client
    private let latch = Latch()
    private let feed: any MembersFeed
    private(set) var membership: Membership
    /// Everything that was said, with its append time.
    private(set) var words: [(time: Int64, heartbeat: Heartbeat)] = []
    private let starts: Starts
    private(set) var started = 0
    /// When to start the next instance, monotonic microseconds; nil: none is.
    private var nextStart: Int64?
    /// Each node's own is in it, and stays when it ends.
    private let folder = TemporaryFolder()
    private(set) var processes: [String: ChildProcess] = [:]

    init(_ name: String, partitions: Int = 8, slots: Int = 4) throws {
        var settings = KafkaSettings(
            bootstrap: try Broker.address(), application: "\(name)-\(getpid())",
            shape: LogShape(partitions: partitions, slots: slots))
        settings.singleBroker = true
        self.settings = settings
        log = try KafkaLog.connect(settings)
        client = Client(log: log)
        feed = try log.followMembers(waker: latch)
        membership = Membership(slots: slots, isWhole: feed.isWhole)
        starts = Starts(log)
    }

    func close() {
        for process in processes.values {
            process.kill(SIGCONT)
            process.kill()
            _ = process.wait()
        }
        feed.close()
        log.close()
    }

    // MARK: processes

    /// - Parameter slots: what its settings say; nil: as the group's.
    func start(_ node: String, slots: Int? = nil) throws {
        let path = ChildProcess.path(of: "KafkaThinNode")
        let shape = settings.shape
        let words = [
            settings.bootstrap, settings.application, "\(shape.partitions)", "\(slots ?? shape.slots)",
            "\(folder.path)/\(node)", node,
        ]
        processes[node] = try ChildProcess(path, words, output: Broker.output)
    }

    func signal(_ node: String, _ signal: Int32) { processes[node]!.kill(signal) }

    /// Waits for the end of a process.
    func end(of node: String) -> ChildProcess.End { processes.removeValue(forKey: node)!.wait() }

    /// Whether the workflows of the processes are active.
    var isDeployed: Bool { client.hasActive(["charge", "label"]) }

    // MARK: time

    /// Begins to start instances, a hundred a second.
    func beginWork() { nextStart = Clock.monotonic() }

    func endWork() { nextStart = nil }

    /// Lets time pass, with the work that is due, until `condition` holds.
    func run(seconds: Int64 = 60, until condition: () throws -> Bool) throws {
        let deadline = Clock.monotonic() + seconds * 1_000_000
        while true {
            let now = Clock.monotonic()
            while let due = nextStart, due <= now {
                starts.start("i-\(started)", started % 2 == 0 ? "charge" : "label", input: "{\"number\":\(started)}")
                started += 1
                nextStart = due + 10_000
            }
            starts.flush()
            listen()
            if try condition() { return }
            guard now < deadline else {
                throw ChildProcess.Failure(
                    description: "not within \(seconds) s; holders \(holders), see \(Broker.output)")
            }
            latch.wait(microseconds: 5_000)
        }
    }

    func run(milliseconds: Int64) throws {
        let end = Clock.monotonic() + milliseconds * 1_000
        try run { Clock.monotonic() >= end }
    }

    private func listen() {
        var batch = RecordBatch()
        feed.poll(into: &batch)
        for record in batch.records {
            batch.withParts(of: record) { _, value, _ in
                guard let value, let heartbeat = try? membership.apply(value, time: record.time) else { return }
                words.append((record.time, heartbeat))
            }
        }
    }

    // MARK: what they say

    /// The living holder of each slot whose lane is open; empty: none.
    var holders: [String] {
        membership.slots.indices.map { slot in
            guard let tenure = membership.tenure(of: slot), tenure.health?.isOpen == true else { return "" }
            return membership.slots[slot].holder.map { "\($0)" } ?? ""
        }
    }

    var epochs: [UInt64] { membership.slots.map(\.epoch) }

    /// Whether all slots are open, and the nodes have as many as each other or one more.
    func isShared(by nodes: String...) -> Bool {
        let counts = nodes.map { node in holders.count { $0 == node } }
        return counts.reduce(0, +) == holders.count && counts.max()! - counts.min()! <= 1
    }

    /// Milliseconds for which a slot was nobody's in each planned move since the `first` word: from the last checkpoint's
    /// beginning to the next holder's being open.
    func moves(since first: Int) -> [Int64] {
        var begun: [Int: Int64] = [:]
        var moves: [Int64] = []
        for (time, heartbeat) in words[first...] {
            for tenure in heartbeat.tenures {
                switch tenure.phase {
                case .draining: if begun[tenure.slot] == nil { begun[tenure.slot] = time }
                case .held(let health):
                    if health.isOpen, let began = begun.removeValue(forKey: tenure.slot) { moves.append(time - began) }
                case .claimed, .released: break
                }
            }
        }
        return moves
    }

    /// Asks every partition of these slots a question.
    ///
    /// - Returns: microseconds until the last of them was answered: each is by the lane that folds it.
    func answerTime(of slots: [Int]) throws -> Int64 {
        let began = Clock.monotonic()
        let answers = Mutex<[Int64]>([])
        let partitions = slots.flatMap { Array(settings.shape.partitions(of: $0)) }
        let threads = partitions.map { [client] partition in
            OSThread.start("ask") {
                guard (try? client.ask(partition: partition, .definitions, timeout: 60_000)) != nil else { return }
                answers.withLock { $0.append(Clock.monotonic() - began) }
            }
        }
        try run { answers.withLock { $0.count } == partitions.count }
        for thread in threads { thread.join() }
        return answers.withLock { $0.max()! }
    }

    // MARK: counting

    /// What the group knows of an instance.
    private func told(_ id: String) -> String {
        guard let answer = try? client.ask(instance: Array(id.utf8), .get) else { return "\(id): no answer" }
        return "\(id): \(String(decoding: answer, as: UTF8.self))"
    }

    /// Waits until every instance has ended, and a while longer for what would be doubled.
    func check(_ location: SourceLocation = #_sourceLocation) throws {
        endWork()
        try run { starts.unconfirmed == 0 }
        let audit = Audit(settings: settings)
        do {
            try run(seconds: 120) {
                latch.wait(microseconds: 300_000)
                return try audit.outcomes().count >= started
            }
        } catch {
            let found = try audit.outcomes()
            let missing = (0..<started).map { "i-\($0)" }.filter { found[$0] == nil }
            let told = missing.prefix(5).map(told).joined(separator: "\n")
            let lines = Shell.read(Broker.output).split(separator: "\n").suffix(40).joined(separator: "\n")
            Issue.record("\(missing.count) of \(started) instances have no outcome:\n\(told)\n\(lines)")
            throw error
        }
        try run(milliseconds: 2_500)
        let counts = try audit.outcomes()
        #expect(counts.count == started, sourceLocation: location)
        #expect(counts.values.allSatisfy { $0 == 1 }, sourceLocation: location)
        #expect(try audit.deadLetters() == 0, sourceLocation: location)
        for (partition, sum) in try audit.sums().enumerated() {
            #expect(sum.hash == sum.position.hash, "checkpoints of partition \(partition)", sourceLocation: location)
        }
        print("instances=\(started) lost=\(started - counts.count) doubled=\(counts.values.count { $0 > 1 })")
    }
}
