import SluiceEngine

/// Every metric of a node: from this come what `/metrics` answers and `docs/metrics.md`.
package enum MetricTable {
    struct OfNode: Sendable {
        let metric: Metric
        let value: @Sendable (WatchedNode) -> Double
    }

    struct OfLane: Sendable {
        let metric: Metric
        let value: @Sendable (LaneReport) -> Double
    }

    static let information = Metric(
        "sluice_build_info", .gauge, "1, with the release as its label.", labels: ["version"])
    static let position = Metric(
        "sluice_partition_position", .gauge, "Offset of the next event to fold.", labels: ["partition"])

    static let standing = Metric(
        "sluice_partition_standing", .gauge,
        "1 while events that are in the partition cannot be read, for three seconds or more: a transaction is open there.",
        labels: ["partition"])

    static let ofNode: [OfNode] = [
        OfNode(
            metric: Metric("sluice_start_time_seconds", .gauge, "When the node started, seconds since 1970.")
        ) { Double($0.startedAt) / 1_000 },
        OfNode(
            metric: Metric("sluice_ready", .gauge, "1 when every lane of the node folds what is new, else 0.")
        ) { $0.node.hindrances.isEmpty ? 1 : 0 },
        OfNode(metric: Metric("sluice_tasks_busy", .gauge, "Attempts that the pool runs or has queued.")) {
            Double($0.node.pool.busy)
        },
        OfNode(metric: Metric("sluice_task_threads", .gauge, "Threads of the pool.")) { Double($0.node.pool.threads) },
        OfNode(
            metric: Metric(
                "sluice_restore_records_total", .counter, "Records of checkpoints that restores and standbys have read."
            )
        ) { Double($0.node.log.restores.records) },
        OfNode(
            metric: Metric(
                "sluice_restore_loads_total", .counter, "Partitions that were loaded from the topic's first record.")
        ) { Double($0.node.log.restores.loads) },
        OfNode(
            metric: Metric(
                "sluice_restore_differences_total", .counter,
                "Partitions whose store differed from a sound topic, and was loaded anew.")
        ) { Double($0.node.log.restores.differences) },
    ]

    static let ofLane: [OfLane] =
        [
            OfLane(metric: lane("open", .gauge, "1 while the lane folds, else 0.")) { $0.isOpen ? 1 : 0 },
            OfLane(
                metric: lane(
                    "restarts_total", .counter, "How often the lane failed and its slot was opened again.")
            ) { Double($0.restarts) },
        ]
        + [
            counter("records", "Records of events that were folded; one holds up to 256 events.", \.records),
            counter("events", "Events that were folded.", \.events),
            counter("events_applied", "Events that changed something or were answered.", \.applied),
            counter("events_ignored", "Events that came before, or too late to matter.", \.ignored),
            counter("events_rejected", "Events that made no sense; each is a dead letter.", \.rejected),
            counter("signals_kept", "Signals kept for an instance that has not started yet.", \.kept),
            counter("channel_gaps", "Events of a channel that came before one that is missing.", \.gaps),
            counter("events_misrouted", "Events of another partition's instance, sent on to it.", \.misrouted),
            counter("events_fed", "Events that came from batch and from sources.", \.fed),
            counter("public_records", "Records of other clients than Sluice's own.", \.publicRecords),
            counter("records_published", "Records of publish steps.", \.published),
            counter(
                "records_undelivered",
                "Records of publish steps, and attempts for queues, that their topics did not take; each is a dead letter.",
                \.undelivered),
            counter("events_skipped", "Events and timers that were set aside.", \.skipped),
            counter("timers_fired", "Timers: of steps, timeouts, deadlines, retries, retention.", \.timersFired),
            counter("tasks_dispatched", "Attempts that were handed to this node's bodies.", \.tasksDispatched),
            counter("tasks_queued", "Attempts that were put into queues of remote workers.", \.tasksQueued),
            counter("instances_started", "Instances that began.", \.instancesStarted),
            counter("instances_ended", "Instances that ended.", \.instancesEnded),
            counter("instances_purged", "Instances that retention has deleted.", \.instancesPurged),
            counter("checkpoints", "Checkpoints that were begun.", \.checkpoints),
            counter("cells", "Cells that checkpoints wrote or deleted.", \.cells),
            gauge("lag_records", "Offsets of events that are not folded yet.", \.unread),
            gauge("batch_lag_records", "Records of batch that are not fed yet.", \.batchLag),
            gauge("source_lag_records", "Records of sources that are not fed yet.", \.sourceLag),
            gauge(
                "tasks_in_flight",
                "Attempts handed out whose result is not folded yet; of a queue, until its having them is.",
                \.tasksInFlight),
            gauge("cached_instances", "Instances kept decoded in memory.", \.cachedInstances),
            gauge("cached_bytes", "About how much memory they take.", \.cachedBytes),
        ]

    /// All of them, in the order in which they are written.
    package static var all: [Metric] {
        [information] + ofNode.map(\.metric) + ofLane.map(\.metric) + [position, standing]
    }

    private static func lane(_ name: String, _ kind: Metric.Kind, _ help: String) -> Metric {
        Metric("sluice_lane_\(name)", kind, help, labels: ["slot"])
    }

    private static func counter(
        _ name: String, _ help: String, _ path: any KeyPath<LaneStatistics, UInt64> & Sendable
    ) -> OfLane {
        OfLane(metric: lane("\(name)_total", .counter, help)) { Double($0.statistics[keyPath: path]) }
    }

    private static func gauge(
        _ name: String, _ help: String, _ path: any KeyPath<LaneStatistics, UInt64> & Sendable
    ) -> OfLane {
        OfLane(metric: lane(name, .gauge, help)) { Double($0.statistics[keyPath: path]) }
    }
}
