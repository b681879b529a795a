import Foundation
import ProbeWorkflows
import SluiceEngine
import SluiceTestKit
import TestFolders
import Testing

/// A node that is killed again and again, at any moment.
@Suite struct KillTests {
    private static let kills = 50
    private static let shape = LogShape(partitions: 4, slots: 2)

    @Test(.timeLimit(.minutes(10)))
    func `fifty kills lose nothing, double nothing and contradict nothing`() throws {
        let seed =
            ProcessInfo.processInfo.environment["SLUICE_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 1...999_999)
        var random = SeededRandom(seed: seed)
        let folder = TemporaryFolder()
        let data = "\(folder.path)/data"
        let accepted = "\(folder.path)/accepted"
        let started = Date()
        for _ in 1...Self.kills {
            let child = try ProbeChild("SluiceProbeNode", ["load", data, accepted], in: folder)
            // Not a wait for something: the moment of the kill is what is tried.
            usleep(UInt32.random(in: 20_000...900_000, using: &random))
            guard child.isRunning else { throw ProbeError("seed \(seed): it ended by itself:\n\(child.output)") }
            try child.killAndWait()
        }
        let last = try ProbeChild("SluiceProbeNode", ["finish", data, accepted], in: folder)
        let ending = try last.wait(seconds: 120)
        #expect(ending.code == 0, "seed \(seed): \(last.output)")
        let numbers = folder.lines("accepted").compactMap { Int($0) }
        let verdict = try KillVerdict(
            try StoredLog(folder: data, shape: Self.shape), accepted: numbers,
            ledger: folder.lines("ledger").compactMap { LedgerRun($0) })
        print(
            """
            \(Self.kills) kills, seed \(seed), \(Int(Date().timeIntervalSince(started))) s: \(numbers.count) starts accepted, \
            \(verdict.instances) instances, \(verdict.results) attempts with a result, \(verdict.repeatedResults) results \
            twice in the log, \(verdict.rerunBodies) bodies ran again, \(verdict.timers) timers, \
            \(verdict.violations.count) violations
            """)
        if !verdict.violations.isEmpty { folder.isKept = true }
        #expect(verdict.violations == [], "seed \(seed), all is kept in \(folder.path)")
        #expect(verdict.rerunBodies > 0, "seed \(seed): the kills hit nothing")
        #expect(verdict.instances > 500, "seed \(seed): hardly anything was done between the kills")
    }
}
