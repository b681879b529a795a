import SluiceEngine
import SluiceKernel

extension Doctor {
    /// What keeps sources from being fed: whether they are there, and whether we may read them.
    func sourceFindings(isNode: Bool) -> [Finding] {
        sources.flatMap { topic -> [Finding] in
            let place = "source \(topic)"
            let state: TopicState
            do throws(KafkaError) { state = try admin.state(of: topic, timeout: 5_000) } catch {
                return [Finding(.warning, "sources", place, "not looked at: \(error)")]
            }
            switch state {
            case .missing:
                return [
                    Finding(
                        .warning, "sources", place,
                        "there is no such topic: nodes look for it, and feed it when it is there",
                        fixes: [
                            "kafka-topics.sh \(toolOptions) --create --topic \(topic) "
                                + "--partitions \(settings.shape.partitions) --replication-factor \(settings.copies)"
                        ])
                ]
            case .hidden: return isNode ? [missing(KafkaRight(.describe, .topic(topic)))] : []
            // That rights cannot be asked for is told where those of a node are.
            case .there:
                return isNode ? ((try? missingRights([.read, .describe], to: [topic])) ?? []).map(missing) : []
            }
        }
    }

    private func missing(_ right: KafkaRight) -> Finding {
        Finding(
            .error, "sources", settings.application, "the principal lacks \(right), which feeding needs",
            fixes: [right.line(settings.bootstrap)])
    }

    /// How much of each source is not fed yet, and whether any of it is lost.
    func sourceLagFindings() -> [Finding] {
        guard !sources.isEmpty else { return [] }
        do throws(LogError) {
            let positions = try CommittedPositions(settings, sink: sink)
            defer { positions.close() }
            let reader = try KafkaReader(settings, isCommitted: true, sink: sink)
            defer { reader.close() }
            var marks: [[PartitionState.FeedMark]] = []
            for partition in 0..<settings.shape.partitions { marks.append(try positions.feeds(partition)) }
            var findings: [Finding] = []
            for topic in sources { findings += try lagFindings(topic, marks, reader) }
            return findings
        } catch { return [Finding(.warning, "sources", settings.application, "not looked at: \(error.message)")] }
    }

    private func lagFindings(
        _ topic: String, _ marks: [[PartitionState.FeedMark]], _ reader: KafkaReader
    ) throws(LogError) -> [Finding] {
        // What is missing, or hidden, is told already.
        guard case .there(let replicas, _) = try? admin.state(of: topic, timeout: 5_000) else { return [] }
        let number = FedTopic.source(topic)
        var waiting: Int64 = 0
        var findings: [Finding] = []
        for partition in replicas.indices {
            let range: Range<Int64>
            do throws(LogError) { range = try reader.watermarks(topic, partition) } catch {
                return [Finding(.warning, "sources", "source \(topic)", "not looked at: \(error.message)")]
            }
            let mark = marks[partition % marks.count].first { $0.topic == number && $0.partition == UInt32(partition) }
            // Behind the last record that was applied.
            let next = mark.map { FeedPlace(number: $0.mark - 1).offset + 1 } ?? range.lowerBound
            if next > range.upperBound {
                waiting += Int64(range.count)
                findings.append(
                    Finding(
                        .warning, "sources", "source \(topic)/\(partition)",
                        "was fed up to \(next) and ends at \(range.upperBound): it was deleted and made again, and what was not fed of "
                            + "the old one is lost",
                        fixes: ["nothing: its records are taken as new ones when a node reads it"]))
            } else {
                waiting += range.upperBound - max(next, range.lowerBound)
            }
            if next < range.lowerBound {
                findings.append(
                    Finding(
                        .error, "sources", "source \(topic)/\(partition)",
                        "records \(next) to \(range.lowerBound - 1) were deleted before they were fed",
                        fixes: [
                            "keep them longer than nodes are away: kafka-configs.sh \(toolOptions) --alter --entity-type topics "
                                + "--entity-name \(topic) --add-config retention.ms=MILLISECONDS",
                            "send again what their producers still have",
                        ]))
            }
        }
        if findings.isEmpty {
            findings.append(
                Finding(.ok, "sources", "source \(topic)", "\(waiting) records are not fed yet, none of them lost"))
        }
        return findings
    }
}
