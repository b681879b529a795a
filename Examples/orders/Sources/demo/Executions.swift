import Foundation

/// The whole ledger, told apart by attempt.
struct Executions {
    struct Attempt {
        var step = ""
        var instance = ""
        var number = 0
        /// Processes that began it, in order, and whether the body ended there.
        var runs: [(process: Int32, hasEnded: Bool, succeeded: Bool)] = []

        /// Its result was lost with the process, not the body: it had ended.
        var lostResult: Bool { runs.dropLast().contains { $0.hasEnded } }
        /// Two executions of one attempt in one process, or in one that nobody killed: nothing explains that.
        func isUnexplained(killed: Set<Int32>) -> Bool {
            Set(runs.map(\.process)).count != runs.count || runs.dropLast().contains { !killed.contains($0.process) }
        }
    }

    private(set) var attempts: [String: Attempt] = [:]
    private(set) var total = 0

    init(path: String) throws {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        for line in LedgerLine.lines(text[...]) {
            guard let line = LedgerLine(line) else {
                throw DemoError("the ledger has a line that nobody wrote: \(line)")
            }
            let key = line.key
            switch line.what {
            case .start:
                total += 1
                attempts[key, default: Attempt()].runs.append((line.process, false, false))
                attempts[key]?.step = line.step
                attempts[key]?.instance = line.instance
                attempts[key]?.number = line.attempt
            case .end, .failure:
                guard let last = attempts[key]?.runs.lastIndex(where: { $0.process == line.process }) else {
                    throw DemoError("the ledger has an end without a start: \(key)")
                }
                attempts[key]?.runs[last].hasEnded = true
                attempts[key]?.runs[last].succeeded = line.what == .end
            }
        }
    }

    var rerun: [Attempt] { attempts.values.filter { $0.runs.count > 1 } }
    /// Attempts beyond a step's first.
    var retries: Int { attempts.values.count { $0.number > 1 } }
    var unfinished: Int { attempts.values.count { !($0.runs.last?.hasEnded ?? false) } }
}
