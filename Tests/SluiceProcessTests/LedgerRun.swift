/// A line of the ledger that bodies write: `process what task key`.
struct LedgerRun: Hashable {
    var process: Int32
    var isStart: Bool
    var task: String
    /// `instance/incarnation/step/pass/attempt`.
    var key: String

    init?(_ line: Substring) {
        let words = line.split(separator: " ")
        guard words.count == 4, let process = Int32(words[0]) else { return nil }
        self.process = process
        isStart = words[1] == "start"
        task = String(words[2])
        key = String(words[3])
    }

    var attempt: FirstResults.Attempt? {
        let parts = key.split(separator: "/")
        guard parts.count == 5, let incarnation = Int64(parts[1]), let step = UInt16(parts[2]),
            let pass = UInt16(parts[3]), let attempt = UInt16(parts[4])
        else { return nil }
        return FirstResults.Attempt(
            instance: Array(parts[0].utf8), incarnation: incarnation, step: step, pass: pass, attempt: attempt)
    }
}
