package import SluiceKernel

/// A fold on plain memory, with its own clock: events in, dispositions and effects out. Each application is checked by replay.
package final class FoldBench {
    package let host: MemoryFoldHost
    package let fold: PartitionFold
    private let checker: ReplayChecker?
    package private(set) var offset: Int64 = -1
    private let findings: Findings

    private final class Findings { var list: [String] = [] }

    /// - Parameter transforms: closures by step name, for whatever definition refers to them.
    package init(
        transforms: [String: TransformBody] = [:], checks: Bool = true,
        limits: PartitionState.Limits = PartitionState.Limits(), place: PartitionPlace = .only
    ) {
        let findings = Findings()
        self.findings = findings
        host = MemoryFoldHost { document in
            let reading = DefinitionReader.read(json: Array(document))
            guard let definition = reading.definition else { throw CodecError("\(reading.problems)", at: 0) }
            return try GraphProgram(
                Registration(definition: definition, transforms: transforms), fingerprint: definition.fingerprint)
        }
        checker = checks ? ReplayChecker(host: host) { findings.list.append($0) } : nil
        var state = PartitionState()
        state.limits = limits
        fold = PartitionFold(state: state, place: place, host: host, checker: checker)
    }

    /// What the replay checks found.
    package var found: [String] { findings.list }

    /// A bench on which `definitions` are active, from sequence 0 on.
    package static func with(
        _ definitions: Definition..., transforms: [String: TransformBody] = [:], checks: Bool = true,
        limits: PartitionState.Limits = PartitionState.Limits(), place: PartitionPlace = .only
    ) -> FoldBench {
        let bench = FoldBench(transforms: transforms, checks: checks, limits: limits, place: place)
        for (index, definition) in definitions.enumerated() {
            let sequence = Int64(index)
            let dispositions = bench.apply(.define(sequence, definition), .activate(sequence, .definition(sequence)))
            precondition(dispositions == [.applied, .applied], "\(bench.deadLetters)")
        }
        bench.host.effects = []
        return bench
    }

    package var clock: Int64 { fold.state.clock }

    /// Folds a record of these entries, `milliseconds` after the last one. Due timers fire first, at most 256.
    @discardableResult
    package func apply(_ events: ScriptedEvent..., after milliseconds: Int64 = 0) -> [Disposition] {
        apply(record: ScriptedEvent.pack(events), at: clock + milliseconds)
    }

    /// One event: what became of it.
    @discardableResult
    package func send(_ event: ScriptedEvent, after milliseconds: Int64 = 0) -> Disposition {
        apply(event, after: milliseconds)[0]
    }

    @discardableResult
    package func apply(record: [UInt8], at time: Int64) -> [Disposition] {
        offset += 1
        fold.advanceClock(to: time, offset: offset)
        var fired = 0
        while fired < PartitionFold.maximumTimers, let due = host.takeDue(at: clock) {
            let disposition = due.id.withUnsafeBytes { fold.fire(due.timer, of: $0) }
            if disposition != .ignored { fired += 1 }
        }
        return record.withUnsafeBytes { bytes in
            var dispositions: [Disposition] = []
            guard var reader = try? RecordReader(bytes) else { return [.rejected] }
            while let entry = try? reader.next() {
                dispositions.append(fold.apply(entry.event, admission: entry.admission))
            }
            return dispositions
        }
    }

    /// Lets time pass: a clock event.
    package func wait(_ milliseconds: Int64) { send(.clock, after: milliseconds) }

    package func instance(_ id: String) -> Instance? { host.instance(id) }

    /// As ``EndState/describe(_:)`` tells it.
    package func text(_ id: String) -> String { instance(id).map { EndState.describe($0) } ?? "none" }

    package func phase(_ id: String, _ step: Int) -> StepPhase? { instance(id)?.steps[step].phase }

    /// The value of a step as text.
    package func value(_ id: String, _ step: Int) -> String? {
        guard let instance = instance(id), instance.steps[step].phase == .done else { return nil }
        return instance.withValue(step: step) { String(decoding: $0, as: UTF8.self) }
    }

    /// The effects since the last call.
    package func takeEffects() -> [FoldEffect] {
        defer { host.effects = [] }
        return host.effects
    }

    package var deadLetters: [String] {
        host.effects.compactMap { if case .deadLetter(let reason, _, _) = $0 { reason } else { nil } }
    }
}
