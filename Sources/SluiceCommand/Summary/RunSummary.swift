import SluiceEngine
import SluiceExpressions
import SluiceKernel

/// What a run came to.
struct RunSummary {
    var counts: InstanceCounts
    var statistics: LaneStatistics
    var report: IngestReport
    var deadLetters: ReasonCounts
    var failures: ReasonCounts
    var sidelined: ReasonCounts
    /// Microseconds.
    var elapsed: Int64
    var figure: (unit: String?, summary: DecimalSummary)?
    var isDrained: Bool

    func json() -> [UInt8] {
        var object = JSONObject()
        object.int("instances", Int64(counts.all))
        for status in InstanceStatus.allCases { object.int(RunSummary.name(status), Int64(counts.count(status))) }
        object.int("waiting", Int64(counts.waiting))
        report.write(to: &object)
        object.int("events_folded", Int64(statistics.events))
        object.int("ignored", Int64(statistics.ignored))
        object.int("kept_early", Int64(statistics.kept))
        object.int("rejected", Int64(statistics.rejected))
        object.int("dead_letters", Int64(deadLetters.all))
        object.value("dead_letter_reasons") { deadLetters.write(to: &$0) }
        object.value("failed_reasons") { failures.write(to: &$0) }
        object.value("sidelined_reasons") { sidelined.write(to: &$0) }
        object.bool("drained", isDrained)
        object.int("elapsed_ms", elapsed / 1_000)
        if let figure {
            object.int("count", Int64(figure.summary.count))
            object.int("not_numbers", Int64(figure.summary.others))
            if let figures = figure.summary.figures {
                for (name, value) in [
                    ("median", figures.median), ("sum", figures.sum), ("smallest", figures.smallest),
                    ("largest", figures.largest),
                ] {
                    // The unit is the user's own text.
                    var member: [UInt8] = []
                    JSONWriter.string(name + suffix, into: &member)
                    object.members(member + Array(":\(value)".utf8))
                }
            }
        }
        return object.finish()
    }

    func text() -> String {
        func row(_ name: String, _ value: some BinaryInteger, _ note: String = "") -> String {
            HelpText.padded("  \(name)", 22)
                + String(repeating: " ", count: max(0, 14 - NumberText.grouped(value).count))
                + NumberText.grouped(value) + (note.isEmpty ? "" : "  \(note)") + "\n"
        }
        var text = row("instances", counts.all)
        for status in InstanceStatus.allCases where counts.count(status) > 0 {
            text += row("  \(status.name)", counts.count(status))
            let reasons = status == .failed ? failures : status == .sidelined ? sidelined : ReasonCounts()
            for (reason, count) in reasons.commonest { text += row("", count, reason) }
        }
        text += row("still waiting", counts.waiting)
        if report.files > 0 {
            let seconds = Double(max(report.elapsed, 1)) / 1e6
            text += row(
                "lines", report.lines,
                "\(NumberText.grouped(report.starts)) starts, \(NumberText.grouped(report.signals)) signals"
                    + (report.leftOut > 0 ? ", \(NumberText.grouped(report.leftOut)) left out" : "")
                    + "; \(NumberText.grouped(Int(Double(report.lines) / seconds))) lines/s")
            text += row("rejected lines", report.rejected)
        }
        text += row("events folded", statistics.events)
        text += row("  duplicates, ignored", statistics.ignored)
        if statistics.kept > 0 { text += row("  kept for a start", statistics.kept) }
        text += row("dead letters", deadLetters.all)
        for (reason, count) in deadLetters.commonest { text += row("", count, reason) }
        let time = "\(NumberText.seconds(elapsed)) s"
        text += HelpText.padded("  elapsed", 22) + String(repeating: " ", count: max(0, 14 - time.count)) + time + "\n"
        if !isDrained { text += "  not drained: the time was up while \(outstanding)\n" }
        return text
    }

    /// What a run that was not drained still had to do.
    private var outstanding: String {
        if statistics.unread > 0 { return "\(NumberText.grouped(statistics.unread)) records were unread" }
        if statistics.tasksInFlight > 0 { return "\(NumberText.grouped(statistics.tasksInFlight)) tasks were running" }
        return "timers were due within --wait"
    }

    /// Behind the names of the figures: `_s`.
    private var suffix: String { figure?.unit.map { "_\($0)" } ?? "" }

    /// One line for scripts; nil: nothing was to be summarised.
    func figureLine() -> String? {
        guard let figure else { return nil }
        var text = "instances=\(counts.all) succeeded=\(counts.count(.succeeded)) waiting=\(counts.waiting)"
        if let figures = figure.summary.figures {
            text += " median\(suffix)=\(figures.median) sum\(suffix)=\(figures.sum)"
        }
        if figure.summary.others > 0 { text += " not_numbers=\(figure.summary.others)" }
        return text
    }

    private static func name(_ status: InstanceStatus) -> StaticString {
        switch status {
        case .running: "running"
        case .sidelined: "sidelined"
        case .succeeded: "succeeded"
        case .failed: "failed"
        case .cancelled: "cancelled"
        }
    }
}
