import SluiceEngine
import SluiceKernel

/// One life of an instance that another definition would have led elsewhere.
struct InstanceDifference {
    private let was: EndRow?
    private let now: EndRow?

    init(_ was: EndRow?, _ now: EndRow?) {
        self.was = was
        self.now = now
    }

    private var id: [UInt8] { was?.id ?? now?.id ?? [] }
    private var incarnation: Int64 { was?.incarnation ?? now?.incarnation ?? 0 }

    static let csvHeader = CSVText.row([
        "instance", "incarnation", "was_status", "was_result", "was_reason", "was_waits_for", "now_status",
        "now_result",
        "now_reason", "now_waits_for",
    ])

    var csv: String {
        CSVText.row(
            [String(decoding: id, as: UTF8.self), "\(incarnation)"] + InstanceDifference.fields(was)
                + InstanceDifference.fields(now))
    }

    private static func fields(_ row: EndRow?) -> [String] {
        guard let row else { return ["none", "", "", ""] }
        let view = JSONView(row.value)
        return [
            view.text("status") ?? "", row.member("result").map { String(decoding: $0, as: UTF8.self) } ?? "",
            view.text("reason") ?? "", view.texts("waits_for").joined(separator: "; "),
        ]
    }

    /// One row of a table: what it was, and what it would be.
    var row: [String] {
        [
            String(decoding: id, as: UTF8.self), was.map { InstanceDifference.text($0) } ?? "none",
            now.map { InstanceDifference.text($0) } ?? "none",
        ]
    }

    private static func text(_ row: EndRow) -> String {
        let view = JSONView(row.value)
        var text = view.text("status") ?? ""
        if let result = row.member("result"), !result.elementsEqual("null".utf8) {
            text += " \(InstanceText.value(result))"
        }
        if let reason = view.text("reason") { text += " (\(reason))" }
        let waits = view.texts("waits_for")
        return waits.isEmpty ? text : text + ", waits for " + waits.joinedForMessage("and")
    }

    var json: [UInt8] {
        var object = JSONObject()
        object.string("instance", id)
        object.int("incarnation", incarnation)
        for (name, row) in [("was" as StaticString, was), ("now", now)] {
            guard let row else { continue }
            object.json(name, row.value)
        }
        return object.finish()
    }
}
