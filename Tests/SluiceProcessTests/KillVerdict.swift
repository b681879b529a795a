import Foundation
import ProbeWorkflows
import SluiceEngine
import SluiceKernel
import SluiceTestKit

@testable import Sluice

/// Checks the invariants of the design (I1-I8) on what a much killed node left behind, by counting.
struct KillVerdict {
    private let stored: StoredLog
    private let accepted: [Int]
    private let ledger: [LedgerRun]
    private let registration: Registration
    private(set) var violations: [String] = []
    private(set) var instances = 0
    private(set) var results = 0
    private(set) var repeatedResults = 0
    private(set) var rerunBodies = 0
    private(set) var timers = 0

    init(_ stored: StoredLog, accepted: [Int], ledger: [LedgerRun]) throws {
        self.stored = stored
        self.accepted = accepted
        self.ledger = ledger
        registration = try ProbeWorkflows.probe.register()
        var known: Set<[UInt8]> = []
        for partition in 0..<stored.shape.partitions { known.formUnion(try check(partition)) }
        for number in accepted where !known.contains(Array(ProbeInput(number: number).instance.utf8)) {
            violate("I1: \(number) was accepted, and there is no instance")
        }
        try checkReplay()
        var runs: [String: Int] = [:]
        for run in ledger where run.isStart { runs[run.key, default: 0] += 1 }
        rerunBodies = runs.values.count { $0 > 1 }
    }

    private mutating func violate(_ text: String) { if violations.count < 20 { violations.append(text) } }

    private func step(_ name: String) -> UInt16 {
        UInt16(registration.definition.steps.firstIndex { $0.name == name } ?? 9_999)
    }

    /// - Returns: the ids of the partition's instances.
    private mutating func check(_ partition: Int) throws -> Set<[UInt8]> {
        let log = try FirstResults(stored.events[partition])
        let all = try stored.instances(partition)
        let ids = Set(all.map(\.id))
        instances += all.count
        results += log.results.count
        repeatedResults += log.repeats
        if ids.count != all.count || ids != Set(log.starts.keys) {
            violate(
                "I1: partition \(partition) has \(all.count) instances of \(log.starts.count) ids that were started")
        }
        if stored.stateHash(partition) != stored.positions[partition].hash {
            violate("I3: partition \(partition): the cells do not sum up to the hash of the position")
        }
        if stored.positions[partition].next != Int64(stored.events[partition].count) {
            violate("I8: partition \(partition) was not folded to its end")
        }
        let byID = Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0) })
        checkOutcomes(partition, byID)
        for instance in all { try check(instance, partition, log) }
        // I4: no body ran for what is not in the log.
        for run in ledger where run.isStart {
            guard let attempt = run.attempt, stored.shape.partition(of: attempt.instance) == partition else { continue }
            guard let instance = byID[attempt.instance], instance.incarnation == attempt.incarnation,
                log.starts[attempt.instance]?.contains(attempt.incarnation) ?? false,
                attempt.attempt <= instance.steps[Int(attempt.step)].attempt
            else {
                violate("I4: a body ran for \(run.key), of which the log knows nothing")
                continue
            }
        }
        return ids
    }

    private mutating func check(_ instance: Instance, _ partition: Int, _ log: FirstResults) throws {
        let name = String(decoding: instance.id, as: UTF8.self)
        guard let number = Int(name.split(separator: "-").last ?? "") else { return violate("I1: who is \(name)?") }
        let input = ProbeInput(number: number)
        let history = try stored.history(of: instance, partition)
        if instance.incarnation != log.starts[instance.id]?.first {
            violate("I1: \(name) does not begin at its first start")
        }
        // I2: what the state has of an attempt is its first result in the log, applied once.
        for name in ["first", "second", "expired"] {
            let index = step(name)
            let state = instance.steps[Int(index)]
            let applied = history.count { $0.kind == .taskSucceeded && $0.step == index }
            if applied != (state.phase == .done ? 1 : 0) {
                violate("I2: \(instance.id) \(name) succeeded \(applied) times")
            }
            guard state.phase == .done else { continue }
            let attempt = FirstResults.Attempt(
                instance: instance.id, incarnation: instance.incarnation, step: index, pass: state.pass,
                attempt: state.attempt)
            let value = instance.withValue(step: Int(index)) { Array($0) }
            if log.results[attempt] != .some(.some(value)) {
                violate("I2: \(name) of \(number) is not the attempt's first result")
            }
        }
        checkTimers(instance, number, history)
        checkEnd(instance, input)
    }

    /// I5: once, and not before its time by the partition's clock.
    private mutating func checkTimers(_ instance: Instance, _ number: Int, _ history: [History.Entry]) {
        let pause = step("pause")
        let fired = history.filter { $0.kind == .timerFired && $0.step == pause }
        let since = history.first { $0.kind == .taskSucceeded && $0.step == step("first") }
        timers += fired.count
        if fired.count != (since == nil ? 0 : 1) { violate("I5: the timer of \(number) fired \(fired.count) times") }
        if let fired = fired.first, let since, fired.time < since.time + Int64(ProbeWorkflows.pause) {
            violate("I5: the timer of \(number) fired after \(fired.time - since.time) ms")
        }
        let late = history.filter { $0.kind == .signalTimedOut }
        timers += late.count
        let expected = ProbeInput(number: number).isLateSent || ProbeInput(number: number).ending == .failed ? 0 : 1
        if late.count > 1 || (ProbeInput(number: number).ending != .failed && late.count != expected) {
            violate("I5: the wait of \(number) timed out \(late.count) times")
        }
        if let late = late.first, late.time < instance.startedAt + Int64(ProbeWorkflows.lateTimeout) {
            violate("I5: the wait of \(number) timed out early")
        }
    }

    /// I8: each ends as it would have without a fault.
    private mutating func checkEnd(_ instance: Instance, _ input: ProbeInput) {
        let expected: InstanceStatus =
            switch input.ending {
            case .succeeded: .succeeded
            case .failed: .failed
            case .sidelined: .sidelined
            case .waiting: .running
            }
        if instance.status != expected {
            violate("I8: \(input.number) is \(instance.status.name), not \(expected.name)")
        }
        if input.ending != .failed, Int(instance.steps[Int(step("first"))].attempt) != input.failures + 1 {
            violate("I8: \(input.number) took \(instance.steps[Int(step("first"))].attempt) attempts")
        }
    }

    /// What an outcome says is what the state says.
    private mutating func checkResult(_ outcome: [UInt8], _ instance: Instance, _ input: ProbeInput) {
        struct Outcome: Decodable {
            var status: String
            var result: ProbeResult?
        }
        func value(_ name: String) -> String? {
            let json = instance.withValue(step: Int(step(name))) { Data($0) }
            return json.isEmpty ? nil : try? JSONDecoder().decode(String.self, from: json)
        }
        let said = try? JSONDecoder().decode(Outcome.self, from: Data(outcome))
        var isRight = said?.status == instance.status.name
        if instance.status == .succeeded {
            let result = said?.result
            isRight =
                isRight && result?.number == input.number && (result?.late != nil) == input.isLateSent
                && result?.first == value("first") && result?.second == value("second")
                && result?.expired == value("expired") && (result?.expired != nil) == !input.isLateSent
        }
        if !isRight { violate("I7: \(input.number) ended with \(String(decoding: outcome, as: UTF8.self))") }
    }

    /// I7: one outcome for each that ended, none for others.
    private mutating func checkOutcomes(_ partition: Int, _ instances: [[UInt8]: Instance]) {
        var count: [[UInt8]: Int] = [:]
        for outcome in stored.outcomes[partition] { count[outcome.key, default: 0] += 1 }
        for (id, instance) in instances where count[id, default: 0] != (instance.status.hasEnded ? 1 : 0) {
            violate("I7: \(String(decoding: id, as: UTF8.self)) has \(count[id, default: 0]) outcomes")
        }
        for id in count.keys where instances[id] == nil { violate("I7: an outcome of nobody") }
        for outcome in stored.outcomes[partition] {
            guard let instance = instances[outcome.key],
                let number = Int(String(decoding: outcome.key, as: UTF8.self).split(separator: "-").last ?? "")
            else { continue }
            checkResult(outcome.value, instance, ProbeInput(number: number))
        }
    }

    /// I3, I6: a fold of the same log from its first event on gives the same cells.
    private mutating func checkReplay() throws {
        let registrations = try ProbeWorkflows.all.map { try $0.register() }
        let (stores, more) = PlainReplay.fold(stored, registrations)
        for violation in more + PlainReplay.differences(stored, stores) { violate("I3: \(violation)") }
    }
}
