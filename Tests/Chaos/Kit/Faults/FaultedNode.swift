import Glibc

/// A node of a phase: starts it, breaks it, and starts it again.
final class FaultedNode {
    private enum State {
        case up
        /// To be started at a time.
        case down(until: Int64)
        case paused(until: Int64)
        case cut(until: Int64)
        /// Told to stop.
        case stopping(since: Int64)
    }

    /// How long one that was told to stop may take, microseconds.
    private static let stoppingTime: Int64 = 90_000_000

    /// Within it a start may give up, microseconds.
    private static let startingTime: Int64 = 120_000_000

    let name: String
    private let place: Place
    private var process: Offspring?
    private var state: State = .down(until: 0)
    private var startedAt: Int64 = 0
    private var isOver = false
    /// How its process ended by itself, of what nobody did to it.
    private(set) var unexpected: [String] = []
    /// Deaths by a trap: of instances that kill.
    private(set) var traps = 0
    /// Starts that gave up: brokers were away, or too busy.
    private(set) var failedStarts = 0
    /// Clean stops, and those that said that not all was committed.
    private(set) var stops = (clean: 0, unclean: 0)

    init(_ name: String, _ place: Place, brokers: Int) throws(ChaosError) {
        self.name = name
        self.place = place
        mkdir(data, 0o755)
        try TextFile.write(
            """
            data: \(data)
            node:
              id: \(name)
              drain_time: 10s
            kafka:
              brokers: \(place.brokers(brokers))
              application: \(place.application)
              partitions: \(place.partitions)
              slots: \(place.slots)
              replication: \(max(2, min(brokers, 3)))
              single_broker: \(brokers == 1)
            http:
              listen: ""

            """, to: settings)
    }

    private var data: String { "\(place.folder)/\(name)" }
    private var settings: String { "\(place.folder)/\(name).yaml" }
    var log: String { "\(place.folder)/\(name).log" }

    /// The process that runs; nil: none does.
    var id: pid_t? { process?.id }

    /// Whether it runs, for so many microseconds at least, and nothing is being done to it.
    func isUp(for time: Int64, _ now: Int64) -> Bool {
        if case .up = state { return process != nil && now - startedAt >= time }
        return false
    }

    func start() throws(ChaosError) {
        process = try Offspring(place.network.inside(name) + [place.node, "node", "--config", settings], output: log)
        startedAt = Monotonic.now()
        state = .up
    }

    /// - Returns: whether it was; not: it ended by itself before.
    func kill(until: Int64, wiping: Bool) throws(ChaosError) -> Bool {
        guard let process, process.poll() == nil else { return false }
        process.signal(SIGKILL)
        let end = try process.wait(seconds: 30)
        guard end == .signalled(SIGKILL) else {
            try ended(end, Monotonic.now())
            return false
        }
        self.process = nil
        if wiping { try Offspring.run(["rm", "-rf", "\(data)/store"]) }
        state = .down(until: until)
        return true
    }

    func pause(until: Int64) {
        process?.signal(SIGSTOP)
        state = .paused(until: until)
    }

    func cut(until: Int64) throws(ChaosError) {
        try place.network.cut(name)
        state = .cut(until: until)
    }

    func stop(_ now: Int64) {
        process?.signal(SIGTERM)
        state = .stopping(since: now)
    }

    /// Ends what is over, and starts what has ended.
    func tick(_ now: Int64) throws(ChaosError) {
        switch state {
        case .down(let until) where now >= until: try start()
        case .paused(let until) where now >= until:
            process?.signal(SIGCONT)
            state = .up
        case .cut(let until) where now >= until:
            try place.network.heal(name)
            state = .up
        default: break
        }
        guard let process else { return }
        if let end = process.poll() { return try ended(end, now) }
        if case .stopping(let since) = state, now - since > FaultedNode.stoppingTime {
            unexpected.append("\(name) does not stop within 90 s; see \(log)")
            _ = try kill(until: now, wiping: false)
        }
    }

    private func ended(_ end: Offspring.End, _ now: Int64) throws(ChaosError) {
        process = nil
        switch (state, end) {
        case (.stopping, .exited(0)): stops.clean += 1
        // What was not committed is folded again.
        case (.stopping, .exited(74)): stops.unclean += 1
        case (_, .signalled(SIGILL)), (_, .signalled(SIGTRAP)), (_, .signalled(SIGABRT)): traps += 1
        case (_, .exited(69)), (_, .exited(74)), (_, .exited(75)):
            // As the command line says: no broker answers, or a definition could not be appended in time.
            if now - startedAt < FaultedNode.startingTime { failedStarts += 1 } else { fallthrough }
        default: unexpected.append("\(name) ended by itself: \(end); see \(log)")
        }
        if case .cut = state { try place.network.heal(name) }
        state = .down(until: isOver ? .max : now + 300_000)
    }

    /// Tells it to stop, and not to be started again.
    func stopForGood(_ now: Int64) {
        isOver = true
        stop(now)
    }

    /// Ends it for good.
    func end() {
        if case .cut = state { try? place.network.heal(name) }
        process?.signal(SIGCONT)
        process?.signal(SIGKILL)
        _ = try? process?.wait(seconds: 10)
        process = nil
    }
}
