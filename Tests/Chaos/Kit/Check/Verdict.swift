/// Compares what was seen with what was sent: each instance has one outcome, the right one, one record where it publishes, and
/// no dead letter; each that kills its nodes has one dead letter and nothing else.
package struct Verdict: Sendable {
    private struct Seen {
        var outcomes = 0
        var records = 0
        var deadLetters = 0
        /// Which execution of its task the instance went on with, as its outcome and its record say.
        var outcomeToken: String?
        var recordToken: String?
        /// `instance/incarnation` of the outcome, and what the record's id begins with.
        var outcomeLife: String?
        var recordLife: String?
    }

    private let ledger: Ledger
    private var seen: [Subject: Seen]
    private var early: [Finding] = []
    /// Sightings that are still awaited.
    private var awaited = 0

    package init(_ ledger: Ledger) {
        self.ledger = ledger
        seen = Dictionary(minimumCapacity: ledger.events.count)
        for event in ledger.events.keys where event.what == .start {
            guard isDue(event.subject) else { continue }
            seen[event.subject] = Seen()
            awaited += event.subject.kind.hasOutcome ? 1 + (event.subject.kind.isPublished ? 1 : 0) : 1
        }
    }

    /// Whether everything that it needs to end was acknowledged.
    private func isDue(_ subject: Subject) -> Bool {
        ledger.events[LoadEvent(.start, subject)] != nil
            && (!subject.kind.isSignalled || ledger.events[LoadEvent(.signal, subject)] != nil)
    }

    /// Instances that must end.
    package var instances: Int { seen.count }
    /// Whether nothing more has to come.
    package var isComplete: Bool { awaited == 0 }
    package private(set) var sightings = 0

    package mutating func see(_ sighting: Sighting) {
        sightings += 1
        guard let subject = Subject(id: sighting.key), var seen = seen[subject] else {
            // A signal is kept for an instance whose start nobody acknowledged: then nothing may come of it.
            return early.append(finding(.stranger, sighting, sighting.reason))
        }
        switch sighting.place {
        case .outcome: see(outcome: sighting, subject, &seen)
        case .record: see(record: sighting, subject, &seen)
        case .deadLetter:
            seen.deadLetters += 1
            if subject.kind.hasOutcome {
                early.append(finding(.stranger, sighting, sighting.reason))
            } else if seen.deadLetters == 1 {
                awaited -= 1
            } else {
                early.append(finding(.doubled, sighting, sighting.id))
            }
        }
        self.seen[subject] = seen
    }

    private mutating func see(outcome sighting: Sighting, _ subject: Subject, _ seen: inout Seen) {
        seen.outcomes += 1
        guard subject.kind.hasOutcome else {
            return early.append(finding(.stranger, sighting, "it was to be set aside"))
        }
        if seen.outcomes > 1 { return early.append(finding(.doubled, sighting, sighting.id)) }
        awaited -= 1
        seen.outcomeLife = sighting.id
        guard let outcome = sighting.decoded(as: Sighting.Outcome.self) else {
            return early.append(finding(.wrong, sighting, "no JSON of an outcome"))
        }
        seen.outcomeToken = outcome.result?.token
        if outcome.instance != subject.id || outcome.workflow != subject.kind.rawValue || outcome.status != "succeeded"
            || outcome.result != expected(subject, token: outcome.result?.token)
        {
            early.append(finding(.wrong, sighting, String(decoding: sighting.value, as: UTF8.self)))
        }
    }

    private mutating func see(record sighting: Sighting, _ subject: Subject, _ seen: inout Seen) {
        seen.records += 1
        guard subject.kind.isPublished else {
            return early.append(finding(.stranger, sighting, "it publishes nothing"))
        }
        if seen.records > 1 { return early.append(finding(.doubled, sighting, sighting.id)) }
        awaited -= 1
        seen.recordLife = sighting.id.split(separator: "/").prefix(2).joined(separator: "/")
        let content = sighting.decoded(as: Sighting.Content.self)
        seen.recordToken = content?.token
        if content == nil || content != Sighting.Content(number: subject.number, token: content?.token) {
            early.append(finding(.wrong, sighting, String(decoding: sighting.value, as: UTF8.self)))
        }
    }

    /// The result, but for the token: that tells which execution it was, and any may be.
    private func expected(_ subject: Subject, token: String?) -> Sighting.Content {
        var content = Sighting.Content(number: subject.number)
        if subject.kind.hasTask { content.token = token ?? "" }
        if subject.kind == .errand { content.text = subject.text }
        if subject.kind == .quick { content.square = subject.number * subject.number }
        return content
    }

    private func finding(_ what: Finding.What, _ sighting: Sighting, _ detail: String) -> Finding {
        Finding(what: what, place: sighting.place, instance: sighting.key, detail: detail)
    }

    /// All that is not as it has to be, once nothing more comes: in the order of the instances.
    ///
    /// - Parameter effects: what task bodies did until then; nil: it is not known, and not looked at.
    package func findings(_ effects: Effects?) -> [Finding] {
        var findings = early
        for (subject, seen) in seen.sorted(by: { ($0.key.number, $0.key.id) < ($1.key.number, $1.key.id) }) {
            func add(_ what: Finding.What, _ place: Sighting.Place, _ detail: String = "") {
                findings.append(Finding(what: what, place: place, instance: subject.id, detail: detail))
            }
            let kind = subject.kind
            if kind.hasOutcome && seen.outcomes == 0 { add(.lost, .outcome) }
            if kind.isPublished && seen.records == 0 { add(.lost, .record) }
            if !kind.hasOutcome && seen.deadLetters == 0 { add(.lost, .deadLetter) }
            if kind.hasTask, let token = seen.outcomeToken, let effects, !effects.ran(token, for: subject.id) {
                add(.wrong, .outcome, "no body gave \(token)")
            }
            guard kind.isPublished, seen.outcomes > 0, seen.records > 0 else { continue }
            if seen.outcomeToken != seen.recordToken {
                add(.wrong, .record, "\(seen.recordToken ?? "") and the outcome are of two executions")
            }
            if seen.outcomeLife != seen.recordLife { add(.wrong, .record, "of another life than its outcome") }
        }
        return findings
    }
}
