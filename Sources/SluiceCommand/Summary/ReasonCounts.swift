import SluiceEngine
import SluiceKernel

/// Why things went wrong, counted by reason.
struct ReasonCounts {
    /// Reasons that are told apart: some hold sizes, and there may be as many as there are things.
    private static let limit = 1_000
    /// Reasons that a summary shows.
    private static let shown = 10
    /// Characters of a reason that are kept.
    private static let length = 300

    /// Things that nobody looked at, for there were too many.
    var unread = 0

    private var byReason: [String: Int] = [:]

    private(set) var all = 0

    mutating func add(_ reason: String) {
        all += 1
        // Of a message that holds data, what one row can show.
        let reason = reason.count > ReasonCounts.length ? "\(reason.prefix(ReasonCounts.length))…" : reason
        if byReason[reason] != nil || byReason.count < ReasonCounts.limit { byReason[reason, default: 0] += 1 }
    }

    /// The commonest first, of equals by name; at the end a line for the rest, and one for what was not looked at.
    var commonest: [(reason: String, count: Int)] {
        let sorted = byReason.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }
        let shown = sorted.prefix(ReasonCounts.shown).map { (reason: $0.key, count: $0.value) }
        let rest = all - shown.reduce(0) { $0 + $1.count }
        return shown + (rest > 0 ? [("other reasons", rest)] : []) + (unread > 0 ? [("not looked at", unread)] : [])
    }

    /// Appends a list of `reason` and `count`.
    func write(to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "["))
        for (index, (reason, count)) in commonest.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            var object = JSONObject()
            object.string("reason", reason)
            object.int("count", Int64(count))
            bytes += object.finish()
        }
        bytes.append(UInt8(ascii: "]"))
    }
}
