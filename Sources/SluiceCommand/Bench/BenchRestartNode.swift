private import Glibc
import Sluice
import SluiceEmbedded
import SluiceEngine
import SluiceKernel
import SluiceTestKit

/// The process that ``BenchRestart`` kills, and the one that goes on.
struct BenchRestartNode {
    let folder: String
    let count: Int
    /// Starts the instances, whose bodies never end; else the bodies end at once.
    let holds: Bool

    static func data(_ folder: String) -> String { "\(folder)/data" }

    /// Where each body writes a line with the number of its instance when it begins.
    static func ledger(_ folder: String, holds: Bool) -> String { "\(folder)/\(holds ? "held" : "again").ledger" }

    static func numbers(_ ledger: String) throws -> [Int] {
        let file = open(ledger, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw CommandError(.io, "cannot read \(ledger): \(Descriptor.reason)") }
        defer { close(file) }
        let bytes = Descriptor.readAll(file, limit: 1 << 30) ?? []
        return bytes.split(separator: 0x0a).compactMap { Int(String(decoding: $0, as: UTF8.self)) }
    }

    func run() throws {
        let parent = BenchProcess.parent
        let ledger = open(
            BenchRestartNode.ledger(folder, holds: holds), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
        guard ledger >= 0 else { throw CommandError(.io, "cannot write a ledger: \(Descriptor.reason)") }
        defer { close(ledger) }
        let holds = holds
        let workflow = BenchWorkflows.held(concurrency: count) { number in
            Descriptor.writeAll(ledger, Array("\(number)\n".utf8))
            while holds { try await Task.sleep(for: .seconds(3_600)) }
            return number
        }
        let engine = try BenchEngine([workflow], folder: BenchRestartNode.data(folder), isDeployed: !holds)
        defer { engine.close() }
        let pause = Latch()
        if holds {
            try BenchFeeder().feed(
                engine.log, workflow: workflow.name, prefix: "held-", count: count, input: BenchPayload.integer)
            while !BenchProcess.isOrphan(startedBy: parent) { pause.wait(microseconds: 100_000) }
            return
        }
        // In this order.
        var due: [(word: String, isReached: () -> Bool)] = [
            // What was in the log at the kill may be folded again: the first event that was not is a result.
            ("moved", { engine.node.positions.contains { $0.next > engine.ends[$0.partition] } }),
            ("ended", { engine.node.statistics.instancesEnded >= count }),
        ]
        while !BenchProcess.isOrphan(startedBy: parent) {
            while let next = due.first, next.isReached() {
                say(next.word)
                due.removeFirst()
            }
            var outcomes = 0
            for partition in 0..<engine.log.shape.partitions {
                outcomes += try engine.log.range(.outcomes, partition: partition).count
            }
            if outcomes >= count && due.isEmpty { return say("done") }
            pause.wait(microseconds: 1_000)
        }
    }

    private func say(_ word: String) {
        StandardOutput.line(word)
        StandardOutput.flush()
    }
}
