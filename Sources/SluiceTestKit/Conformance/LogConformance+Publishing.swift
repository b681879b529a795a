import SluiceEngine

extension LogConformance {
    /// A log without topics of others keeps what is published to them, under the name of each.
    @Sendable static func publishes(_ harness: LogHarness, _ violations: inout Violations) throws {
        guard harness.keepsPublished else { return }
        var log = try harness.open()
        let lane = try log.open(slot: 0, waker: CountingWaker())
        var checkpoint = Checkpoint(number: 1, partitions: [part(0, next: 0, cells: cells([("a", "1")]))])
        for (partition, name) in [(0, "x"), (1, "y"), (0, "y")] {
            publish("in \(name)", to: name, partition, into: &checkpoint.published)
        }
        let record = AppendRecord(
            topic: .announced, partition: 1, destination: "z", key: Array("k".utf8),
            headers: [RecordHeader("h", Array("v".utf8))], value: Array("in z".utf8), token: 7)
        let recorder = AppendRecorder()
        violations.expect(log.append([record], observer: recorder), "an announced record is taken")
        violations.expect(harness.wait { recorder.count == 1 }, "its outcome")
        violations.equal(try texts(log, .announced, 1), ["z k in z v"], "announced at once")
        violations.equal(try texts(log, .published, 0), [], "published before the commit")
        queue(log, harness, &violations)
        violations.equal(commit(checkpoint, lane, harness), .committed, "outcome")
        for restart in [false, true] {
            if restart {
                harness.close(log)
                log = try harness.open()
            }
            violations.equal(try texts(log, .published, 0), ["x k in x v", "y k in y v"], "published by 0")
            violations.equal(try texts(log, .published, 1), ["y k in y v"], "published by 1")
            violations.equal(try texts(log, .announced, 1), ["z k in z v"], "announced")
            violations.equal(try texts(log, .announced, 0), [], "announced by nobody")
        }
        harness.close(log)
    }

    /// An attempt for a queue is taken, or refused for good where the log has no queues and says so when it is deployed.
    private static func queue(_ log: any EventLog, _ harness: LogHarness, _ violations: inout Violations) {
        let record = AppendRecord(
            topic: .tasks, partition: 1, destination: log.topic(ofQueue: "q"), key: Array("k".utf8), value: [0x31],
            token: 8)
        let recorder = AppendRecorder()
        violations.expect(log.append([record], observer: recorder), "an attempt is taken or refused")
        violations.expect(harness.wait { recorder.count == 1 }, "the outcome of an attempt")
        let isTaken = recorder.offset(of: 8) != nil
        violations.equal(isTaken, log.problem(withQueue: "q") == nil, "an attempt for a queue is taken")
        guard !isTaken, let heard = recorder.heard.first else { return }
        var isRefused = false
        if case .refused = heard.outcome { isRefused = true }
        violations.expect(isRefused, "an attempt that is not taken is refused for good: \(heard.outcome)")
    }

    private static func publish(
        _ value: String, to topic: String, _ partition: Int, into records: inout PublishedRecords
    ) {
        Array("k".utf8).withUnsafeBytes { key in
            Array(value.utf8).withUnsafeBytes { value in
                RecordHeader.encode([("h", Array("v".utf8))]).withUnsafeBytes {
                    records.append(topic: topic, partition: partition, time: 0, key: key, value: value, headers: $0)
                }
            }
        }
    }

    /// `topic key value header` of each record.
    private static func texts(_ log: any EventLog, _ topic: LogTopic, _ partition: Int) throws -> [String] {
        let batch = try log.read(topic, partition: partition, from: 0, bytes: 1 << 20)
        return try batch.records.map { record in
            try batch.withParts(of: record) { key, value, headers in
                let decoded = try RecordHeader.decode(headers)
                let names = decoded.map(\.name)
                guard names == [RecordHeader.topicName, "h"] else { return "headers \(names)" }
                let parts = [decoded[0].value, Array(key), value.map { Array($0) } ?? [], decoded[1].value]
                return parts.map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
            }
        }
    }
}
