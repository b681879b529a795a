/// Writes samples in Prometheus's text format, version 0.0.4
/// (prometheus.io/docs/instrumenting/exposition_formats): the samples of one metric together, behind its help and type.
struct MetricText {
    static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    private(set) var text = ""

    mutating func begin(_ metric: Metric) {
        text += "# HELP \(metric.name) \(metric.help)\n# TYPE \(metric.name) \(metric.kind.rawValue)\n"
    }

    mutating func sample(_ metric: Metric, _ value: Double, labels: [(name: String, value: String)] = []) {
        text += metric.name
        if !labels.isEmpty {
            text += "{"
            for (index, label) in labels.enumerated() {
                if index > 0 { text += "," }
                text += "\(label.name)=\"\(MetricText.escaped(label.value))\""
            }
            text += "}"
        }
        // Whole numbers without a fraction: counters are read by people too.
        let isWhole = value == value.rounded() && value.magnitude < 1e15
        text += " \(isWhole ? "\(Int64(value))" : "\(value)")\n"
    }

    private static func escaped(_ value: String) -> String {
        var text = ""
        for character in value.unicodeScalars {
            switch character {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.unicodeScalars.append(character)
            }
        }
        return text
    }
}
