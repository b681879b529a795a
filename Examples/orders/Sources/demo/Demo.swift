import Foundation
import OrderWorkflow

/// 10,000 orders through an engine that is killed half way, counted from the outside.
final class Demo {
    private let count = 10_000
    private let seed: UInt64 = 20_261_124
    /// Blows that may miss.
    private let tries = 8
    private let started = Date()
    private var blows: [Blow] = []

    /// - Returns: whether every count is right.
    func run() throws -> Bool {
        let folder = try Demo.temporaryFolder()
        let ledgerPath = "\(folder)/ledger"
        var random = Random(seed: seed)
        let plan = PlannedOrder.make(count, &random)
        let file = try OrderFile(plan, to: "\(folder)/orders.jsonl", &random)
        say(
            "\(count.grouped) orders in \(file.lines.grouped) lines: \(file.repeated.grouped) lines twice, "
                + "\(file.outOfOrder.grouped) payments before their order")
        let engine = try Engine(folder: folder, ledger: ledgerPath)
        let ledger = try LedgerTail(path: ledgerPath)
        try engine.start()
        say("engine started, process \(engine.process)")
        let report = try engine.run("ingest", Demo.mapping + ["\(folder)/orders.jsonl"])
        say("ingested: \(report.trimmingCharacters(in: .whitespacesAndNewlines))")

        try killHalfWay(engine, ledger)
        try drain(engine, ledger)
        try engine.stop()
        say("drained; SIGTERM: the engine took a last checkpoint and ended with 0")

        let audit = try audit(plan, engine, ledgerPath)
        let table = audit.table()
        write("\n\(table.text)\n\n")
        let isRight = table.isRight
        let seconds = String(format: "%.1f s", Date().timeIntervalSince(started))
        if isRight {
            try? FileManager.default.removeItem(atPath: folder)
            write("Every order ended once, in \(seconds).\n")
        } else {
            write("WRONG, in \(seconds). Everything is kept in \(folder)\n")
        }
        return isRight
    }

    private static let mapping = ["--start", "placed=order", "--payload", "data", "--event-id", "id"]

    // MARK: the kill

    private func killHalfWay(_ engine: Engine, _ ledger: LedgerTail) throws {
        let pulse = try Pulse(folder: engine.data)
        try progress(engine, ledger) { ledger.shipped >= self.count * 2 / 5 }
        for attempt in 1...tries {
            let blow = try Blow.strike(engine, pulse, ledger, until: Date(timeIntervalSinceNow: 20))
            blows.append(blow)
            let write =
                blow.hitCheckpoint
                ? "checkpoint \(blow.checkpointsBegun) was being written" : "between two checkpoints"
            say("SIGKILL to process \(blow.process): \(blow.running.grouped) task bodies at work, \(write)")
            try engine.start()
            say("engine started again, process \(engine.process)")
            if blow.isHit { return }
            say("that was not the moment: again")
            if attempt == tries { throw DemoError("\(tries) kills, and none while a checkpoint was being written") }
        }
    }

    // MARK: waiting

    private func drain(_ engine: Engine, _ ledger: LedgerTail) throws {
        try progress(engine, ledger) {
            try engine.run("list", ["--status", "running", "--limit", "1", "--json"]).isEmpty
        }
    }

    /// Tells every second how far it is, until `isDone`.
    private func progress(_ engine: Engine, _ ledger: LedgerTail, until isDone: () throws -> Bool) throws {
        let deadline = Date(timeIntervalSinceNow: 120)
        var next = Date()
        while true {
            ledger.read()
            if try isDone() { return }
            guard Date() < deadline else { throw DemoError("not done in two minutes; see \(engine.folder)") }
            if Date() >= next {
                say(
                    "  \(ledger.shipped.grouped) parcels shipped, \(ledger.executions.grouped) task bodies begun, "
                        + "\(ledger.running(in: engine.process).grouped) at work")
                next = Date(timeIntervalSinceNow: 1)
            }
            usleep(50_000)
        }
    }

    // MARK: counting

    private func audit(_ plan: [PlannedOrder], _ engine: Engine, _ ledgerPath: String) throws -> Audit {
        let executions = try Executions(path: ledgerPath)
        // A process that has seen nothing of all this reads what the log and the state say.
        try engine.start()
        let outcomes = try JSONLines.decode(Outcome.self, try engine.run("outcomes", ["--json"]))
        let listed = try JSONLines.decode(ListedOrder.self, try engine.run("list", ["--limit", "0", "--json"]))
        let again = executions.rerun.filter { $0.step == "charge" && $0.runs.last?.succeeded == true }
        let chargesInHistory = try again.prefix(20).map { attempt in
            try JSONLines.decode(HistoryEntry.self, try engine.run("history", ["--json", attempt.instance]))
                .count { $0.step == "charge" && $0.what == "task succeeded" }
        }
        try engine.stop()
        say("a fresh process read the outcomes; counting")
        guard try Executions(path: ledgerPath).total == executions.total else {
            throw DemoError("task bodies ran after everything had ended")
        }
        return Audit(
            plan: plan, blows: blows, executions: executions, outcomes: outcomes, listed: listed,
            chargesInHistory: chargesInHistory)
    }

    // MARK: small things

    private func say(_ text: String) {
        write(String(format: "%6.1f s  ", Date().timeIntervalSince(started)) + text + "\n")
    }

    /// At once, also into a pipe.
    private func write(_ text: String) { FileHandle.standardOutput.write(Data(text.utf8)) }

    private static func temporaryFolder() throws -> String {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("sluice-demo-\(getpid())").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }
}
