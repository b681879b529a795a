import SluiceEngine

/// One line on stderr that is written over and over, four times a second.
struct Progress {
    private let start = Clock.monotonic()
    private var lastShown: Int64 = 0
    private var width = 0

    init() {}

    /// The rule of all verbs: on a terminal, or when asked for.
    static func wanted(_ context: CommandContext) -> Progress? {
        context.invocation.has("progress") || (StandardError.isTerminal && !context.isJSON) ? Progress() : nil
    }

    mutating func show(_ report: IngestReport, of input: InputBuffer, confirmed: Int) {
        let now = Clock.monotonic()
        guard now - lastShown >= 250_000 else { return }
        let seconds = Double(max(now - start, 1)) / 1e6
        var text = "\(NumberText.grouped(report.lines)) lines"
        if let size = input.size, size > 0 { text += " (\(input.bytesRead * 100 / size) % of \(input.name))" }
        text += ", \(NumberText.grouped(confirmed)) events durable"
        text += ", \(NumberText.grouped(Int(Double(report.lines) / seconds))) lines/s"
        if report.rejected > 0 { text += ", \(NumberText.grouped(report.rejected)) rejected" }
        write(text, now)
    }

    mutating func show(_ text: String) {
        let now = Clock.monotonic()
        if now - lastShown >= 250_000 { write(text, now) }
    }

    private mutating func write(_ text: String, _ now: Int64) {
        lastShown = now
        let padding = String(repeating: " ", count: max(0, width - text.count))
        width = text.count
        StandardError.write("\r\(text)\(padding)")
    }

    mutating func finish() {
        if width > 0 { StandardError.write("\r\(String(repeating: " ", count: width))\r") }
        width = 0
    }
}
