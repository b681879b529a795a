package import SluiceEngine

/// A node as its listener looks at it.
package struct WatchedNode: Sendable {
    package let node: Node
    /// The release.
    package let version: String
    /// Wall time in milliseconds.
    package let startedAt: Int64

    package init(node: Node, version: String, startedAt: Int64) {
        self.node = node
        self.version = version
        self.startedAt = startedAt
    }

    /// All metrics in Prometheus's text format.
    package var metrics: String {
        var text = MetricText()
        text.begin(MetricTable.information)
        text.sample(MetricTable.information, 1, labels: [("version", version)])
        for entry in MetricTable.ofNode {
            text.begin(entry.metric)
            text.sample(entry.metric, entry.value(self))
        }
        let lanes = node.lanes
        for entry in MetricTable.ofLane {
            text.begin(entry.metric)
            for lane in lanes { text.sample(entry.metric, entry.value(lane), labels: [("slot", "\(lane.slot)")]) }
        }
        text.begin(MetricTable.position)
        for (partition, next) in lanes.flatMap({ $0.positions }) {
            text.sample(MetricTable.position, Double(next), labels: [("partition", "\(partition)")])
        }
        text.begin(MetricTable.standing)
        for lane in lanes {
            for (partition, _) in lane.positions {
                let isStanding = lane.standing.contains(partition)
                text.sample(MetricTable.standing, isStanding ? 1 : 0, labels: [("partition", "\(partition)")])
            }
        }
        return text.text
    }

    /// What a path is answered with: `/metrics`, `/healthz` (the process runs), `/readyz` (its lanes fold what is new).
    package func response(to path: String) -> HTTPResponse {
        switch path {
        case "/metrics": return HTTPResponse(200, metrics, contentType: MetricText.contentType)
        case "/healthz": return HTTPResponse(200, "ok\n")
        case "/readyz":
            let hindrances = node.hindrances
            return hindrances.isEmpty
                ? HTTPResponse(200, "ready\n") : HTTPResponse(503, hindrances.map { "\($0)\n" }.joined())
        default: return HTTPResponse(404, "there are /metrics, /healthz and /readyz\n")
        }
    }
}
