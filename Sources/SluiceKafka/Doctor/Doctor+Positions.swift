import SluiceEngine

extension Doctor {
    /// Whether what is folded next is still there, how much waits, and whether somebody moved the group's offsets.
    func positionFindings() -> [Finding] {
        let place = settings.name(of: .events)
        do throws(LogError) {
            let positions = try CommittedPositions(settings, sink: sink)
            defer { positions.close() }
            let reader = try KafkaReader(settings, isCommitted: false, sink: sink)
            defer { reader.close() }
            var findings: [Finding] = []
            var waiting: Int64 = 0
            let retention = eventRetention()
            for partition in 0..<settings.shape.partitions {
                let position = try positions.position(partition)
                let range = try reader.watermarks(place, partition)
                waiting += max(0, range.upperBound - (position ?? range.lowerBound))
                findings += lossFindings(partition, position, range)
                let next = position ?? 0
                if let retention, range.contains(next), let time = try time(at: next, place, partition, reader) {
                    findings += ageFindings(partition, Clock.wall() - time, of: retention)
                }
            }
            findings += try offsetFindings(positions)
            let routing = try routingFindings(positions)
            if findings.isEmpty {
                findings.append(
                    Finding(.ok, "positions", place, "\(waiting) events behind the last checkpoints, none of them lost")
                )
            }
            return findings + routing
        } catch { return [Finding(.warning, "positions", place, "not looked at: \(error.message)")] }
    }

    /// Whether producers partition in another way than the engine. Their events are sent on: that costs an append and a fetch each.
    private func routingFindings(_ positions: CommittedPositions) throws(LogError) -> [Finding] {
        var misrouted: UInt64 = 0
        for partition in 0..<settings.shape.partitions { misrouted += try positions.misrouted(partition) }
        guard misrouted > 0 else { return [] }
        return [
            Finding(
                .warning, "routing", settings.name(of: .events),
                "\(misrouted) events so far lay on another partition than their instance's and were sent on to it: a producer "
                    + "chooses partitions otherwise than by murmur2 of the key",
                fixes: [
                    "producers on librdkafka: partitioner=murmur2_random (kcat: -X partitioner=murmur2_random)",
                    "the Java client's default partitioner is right; one that was set is to be left out",
                ])
        ]
    }

    /// Milliseconds after which the brokers delete events, folded or not; nil: they do not, or do not say.
    private func eventRetention() -> Int64? {
        let events = settings.name(of: .events)
        guard let (_, result) = try? admin.settings(of: [events], timeout: 10_000).first,
            let text = try? result.get()["retention.ms"], let retention = Int64(text), retention >= 0
        else { return nil }
        return retention
    }

    private func ageFindings(_ partition: Int, _ age: Int64, of retention: Int64) -> [Finding] {
        guard age > retention / 2 else { return [] }
        return [
            Finding(
                .warning, "positions", "\(settings.name(of: .events))/\(partition)",
                "an event waits for its checkpoint since \(age / 1_000) s, and the brokers delete it after \(retention / 1_000) s",
                fixes: [
                    "kafka-configs.sh \(toolOptions) --alter --entity-type topics --entity-name \(settings.name(of: .events)) "
                        + "--add-config retention.ms=-1",
                    "start the nodes that hold this partition",
                ])
        ]
    }

    private func lossFindings(_ partition: Int, _ position: Int64?, _ range: Range<Int64>) -> [Finding] {
        let place = "\(settings.name(of: .events))/\(partition)"
        let next = position ?? 0
        if next < range.lowerBound {
            let lost = "events \(next) to \(range.lowerBound - 1) were deleted before a checkpoint covered them"
            return [
                Finding(
                    .error, "positions", place, lost,
                    fixes: [
                        "kafka-configs.sh \(toolOptions) --alter --entity-type topics --entity-name "
                            + "\(settings.name(of: .events)) --add-config retention.ms=-1,retention.bytes=-1",
                        "send again what their producers still have: an id that is sent twice is applied once",
                    ])
            ]
        }
        if next > range.upperBound {
            return [
                Finding(
                    .error, "positions", place,
                    "the last checkpoint covers events up to \(next), the partition ends at \(range.upperBound): "
                        + "it was deleted and made again, or an unclean election cut it",
                    fixes: ["restore the topic, or take another application name: ids would be used twice"])
            ]
        }
        return []
    }

    /// A node that commits meanwhile moves both: what differs is looked at again.
    private func offsetFindings(_ positions: CommittedPositions) throws(LogError) -> [Finding] {
        var differing: [(partition: Int, position: Int64, offset: Int64?)] = []
        for attempt in 0..<3 {
            if attempt > 0 { Latch().wait(microseconds: 300_000) }
            let offsets = try positions.offsets(0..<settings.shape.partitions)
            differing = []
            for (partition, offset) in offsets.enumerated() {
                let position = try positions.position(partition) ?? 0
                if (offset ?? 0) != position { differing.append((partition, position, offset)) }
            }
            if differing.isEmpty { return [] }
        }
        return differing.map { partition, position, offset in
            Finding(
                .warning, "positions", "group \(settings.group), partition \(partition)",
                "its offset is \(offset.map { "\($0)" } ?? "gone"), the checkpoint's position \(position): somebody reset it, "
                    + "or it expired. That changes nothing, the position counts",
                fixes: ["nothing: the next checkpoint of the partition sets it right"])
        }
    }
}
