/// `docs/metrics.md`, made of the table.
package enum MetricPage {
    package static func markdown() -> String {
        var text = """
            # Metrics

            Made from the table in `Sources/SluiceGateway/Metrics`; do not edit by hand.

            A node of a group listens at `http.listen` and answers `GET` there:

            | path | |
            |---|---|
            | `/metrics` | what is below, in Prometheus's text format |
            | `/healthz` | 200 while the process runs |
            | `/readyz` | 200 when every lane of the node folds what is new; else 503, with a line for each that does not |

            Counters of a lane begin at 0 when it is opened again. There is no authentication: the listener belongs on a loopback
            address, or behind what guards the network.

            | metric | type | labels | |
            |---|---|---|---|

            """
        for metric in MetricTable.all {
            let labels = metric.labels.map { "`\($0)`" }.joined(separator: ", ")
            text += "| `\(metric.name)` | \(metric.kind.rawValue) | \(labels) | \(metric.help) |\n"
        }
        return text
    }
}
