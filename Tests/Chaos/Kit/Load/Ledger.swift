/// What the load was promised: a line for each event whose append was acknowledged, `start ID` or `signal ID`, and `end COUNT`
/// once all that were sent are.
package struct Ledger: Sendable {
    /// How often each event was acknowledged.
    package private(set) var events: [LoadEvent: Int] = [:]
    /// Acknowledged appends, repeats included.
    package private(set) var count = 0

    package init() {}

    /// - Throws: when a line is none of a ledger, or the end is missing: what was sent last is not known then.
    package init(contentsOf path: String) throws(ChaosError) {
        var end: Int?
        for line in try TextFile.read(path).split(separator: "\n") {
            let words = line.split(separator: " ")
            guard end == nil, words.count == 2 else { throw ChaosError("\(path): no line of a ledger: \(line)") }
            if words[0] == "end", let number = Int(words[1]) {
                end = number
            } else if let what = LoadEvent.What(rawValue: String(words[0])), let subject = Subject(id: String(words[1]))
            {
                add(LoadEvent(what, subject))
            } else {
                throw ChaosError("\(path): no line of a ledger: \(line)")
            }
        }
        guard end == count else {
            throw ChaosError("\(path): \(count) lines, and its end says \(end.map { "\($0)" } ?? "nothing")")
        }
    }

    package mutating func add(_ event: LoadEvent) {
        events[event, default: 0] += 1
        count += 1
    }

    /// Takes in what another load was promised.
    package mutating func add(_ other: Ledger) {
        events.merge(other.events, uniquingKeysWith: +)
        count += other.count
    }

    /// A line of the file.
    package static func line(_ event: LoadEvent) -> String { "\(event.what.rawValue) \(event.subject.id)\n" }
    package static func end(_ count: Int) -> String { "end \(count)\n" }
}
