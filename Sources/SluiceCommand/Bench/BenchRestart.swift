private import Glibc
import SluiceEmbedded
import SluiceEngine
import SluiceKernel

/// SIGKILL with all instances in flight, and a new process on the same data folder: how long until it goes on, and until all
/// is done. Everything is seen from outside: by the ledger of the task bodies, the clock here, and the outcomes.
struct BenchRestart: BenchWorkload {
    let name = "kill-and-restart"
    let instances: Int

    func run(_ run: BenchRun) throws {
        let count = run.count(instances)
        let folder = try Folder.temporary()
        defer { Folder.remove(folder) }
        let first = try BenchProcess(.node(holds: true, count: count, folder: folder))
        let before = try awaitBodies(count, in: BenchRestartNode.ledger(folder, holds: true))
        first.kill()
        _ = first.wait()

        let start = Clock.monotonic()
        let second = try BenchProcess(.node(holds: false, count: count, folder: folder))
        var times: [String: Double] = [:]
        while let line = second.line() { times[line] = Double(Clock.monotonic() - start) / 1e6 }
        guard second.wait(), let moved = times["moved"], let ended = times["ended"], let done = times["done"] else {
            throw CommandError(.no, "the node did not end what was in flight when it was killed")
        }
        let again = Set(try BenchRestartNode.numbers(BenchRestartNode.ledger(folder, holds: false)))
        // Its body began before the kill, and had to begin again: it was in flight.
        guard before.count == count, again == before else {
            throw CommandError(
                .no, "\(before.intersection(again).count) instances were in flight at the kill, not \(count)")
        }
        try checkOutcomes(folder, count)
        run.tell("in flight at the kill", "instances", Double(before.count))
        run.tell("first transition", "s", moved)
        run.tell("all ended", "s", ended)
        // With the outcomes of all in a checkpoint.
        run.tell("all done", "s", done)
    }

    /// Polls the ledger of the bodies that began until all have.
    private func awaitBodies(_ count: Int, in ledger: String) throws -> Set<Int> {
        let pause = Latch()
        let deadline = Clock.monotonic() + 60_000_000
        while true {
            let began = Set((try? BenchRestartNode.numbers(ledger)) ?? [])
            if began.count >= count { return began }
            guard Clock.monotonic() < deadline else {
                throw CommandError(.no, "\(began.count) of \(count) task bodies began within 60 s")
            }
            pause.wait(microseconds: 20_000)
        }
    }

    /// Every instance has one outcome.
    private func checkOutcomes(_ folder: String, _ count: Int) throws {
        let log = try EmbeddedLog.open(folder: BenchRestartNode.data(folder), shape: BenchEngine.shape)
        defer { log.close() }
        var ended: Set<[UInt8]> = []
        var outcomes = 0
        for partition in 0..<log.shape.partitions {
            let range = try log.range(.outcomes, partition: partition)
            var next = range.lowerBound
            while next < range.upperBound {
                let batch = try log.read(.outcomes, partition: partition, from: next, bytes: 1 << 20)
                for record in batch.records {
                    batch.withParts(of: record) { key, _, _ in _ = ended.insert(Array(key)) }
                    outcomes += 1
                    next = record.offset + 1
                }
                if batch.isEmpty { break }
            }
        }
        guard outcomes == count, ended.count == count else {
            throw CommandError(.no, "\(count) instances have \(outcomes) outcomes of \(ended.count) instances")
        }
    }
}
