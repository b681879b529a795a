import CRdKafka
import SluiceEngine

extension Doctor {
    /// A coordinator ends what timed out at latest this long after it did, milliseconds.
    private static let scanInterval: Int64 = 10_000

    /// Whether transactions stand in the way of readers: open ones that are too old, and those that hang, which nobody will
    /// ever end.
    func transactionFindings(repair: Bool) -> [Finding] {
        do throws(LogError) {
            let standing = try standingPartitions()
            if standing.isEmpty {
                return [Finding(.ok, "transactions", settings.application, "no partition waits for an old transaction")]
            }
            guard WireConnection.isPossible(settings.security) else { return standing.map { unknown($0) } }
            let transactions = try ClusterTransactions(settings, brokers, admin)
            return standing.flatMap { partition in
                do throws(LogError) { return try findings(partition, transactions, repair: repair) } catch {
                    let words =
                        "readers wait behind a transaction; whether it hangs could not be seen: \(error.message)"
                    return [Finding(.error, "transactions", partition.place, words, fixes: findCommands())]
                }
            }
        } catch { return [Finding(.warning, "transactions", settings.application, "not looked at: \(error.message)")] }
    }

    // MARK: looking

    private func standingPartitions() throws(LogError) -> [StandingPartition] {
        let committed = try KafkaReader(settings, isCommitted: true, sink: sink)
        defer { committed.close() }
        let all = try KafkaReader(settings, isCommitted: false, sink: sink)
        defer { all.close() }
        var standing: [StandingPartition] = []
        for topic in [
            settings.name(of: .events), settings.checkpoints, settings.name(of: .outcomes),
            settings.name(of: .deadLetters),
        ] {
            for partition in 0..<settings.shape.partitions {
                let stable = try committed.watermarks(topic, partition).upperBound
                let end = try all.watermarks(topic, partition).upperBound
                guard stable < end, let time = try time(at: stable, topic, partition, all) else { continue }
                let age = Clock.wall() - time
                guard age > Int64(settings.transactionTimeout) + Doctor.scanInterval else { continue }
                // An open transaction that ended since is no matter.
                guard try committed.watermarks(topic, partition).upperBound == stable else { continue }
                standing.append(
                    StandingPartition(topic: topic, partition: partition, stable: stable, end: end, age: age))
            }
        }
        return try standing + standingOffsets()
    }

    /// When the first record from an offset on was appended; nil: there is none any more.
    func time(
        at offset: Int64, _ topic: String, _ partition: Int, _ reader: KafkaReader
    ) throws(LogError) -> Int64? {
        try reader.assign(topic, [(partition, offset)])
        var isAtEnd = false
        let deadline = Clock.monotonic() + 10_000_000
        while !isAtEnd && Clock.monotonic() < deadline {
            var batch = RecordBatch()
            try reader.poll(timeout: 200, into: &batch) { _, _ in isAtEnd = true }
            if let record = batch.records.first { return record.time }
        }
        return nil
    }

    /// The group's offsets stand still with a transaction that wrote them: a slot cannot be opened then.
    private func standingOffsets() throws(LogError) -> [StandingPartition] {
        let positions = try CommittedPositions(settings, sink: sink)
        defer { positions.close() }
        do throws(LogError) {
            _ = try positions.offsets(0..<settings.shape.partitions)
            return []
        } catch {
            guard error.code == .unavailable else { throw error }
        }
        let topic = "__consumer_offsets"
        let count: Int
        do throws(KafkaError) { count = try admin.partitionCount(of: topic, timeout: 5_000) } catch {
            throw LogError(error, topic, needs: [KafkaRight(.describe, .topic(topic))])
        }
        guard count > 0 else { return [] }
        let partition = GroupPartition.of(settings.group, among: count)
        return [StandingPartition(topic: topic, partition: partition, stable: -1, end: -1, age: nil)]
    }

    // MARK: telling

    private func findings(
        _ standing: StandingPartition, _ transactions: ClusterTransactions, repair: Bool
    ) throws(LogError) -> [Finding] {
        let (open, refused) = try transactions.open(standing.topic, standing.partition)
        if let refused {
            let right = KafkaRight(.read, .topic(standing.topic))
            return [
                Finding(
                    .error, "transactions", standing.place,
                    "it stands still, and its open transactions may not be read (\(WireError.name(refused))): the principal "
                        + "needs \(right)",
                    fixes: [right.line(settings.bootstrap)] + findCommands())
            ]
        }
        let seesWriters = try transactions.seesWriters(of: standing.topic)
        var findings: [Finding] = []
        for transaction in open {
            switch try transactions.verdict(transaction) {
            case .over: continue
            case .known(let known): findings.append(alive(transaction, known, standing))
            case .hangs where !seesWriters: findings.append(hidden(transaction, standing))
            case .hangs:
                findings.append(
                    repair ? try mend(transaction, standing, transactions) : hanging(transaction, standing))
            }
        }
        return findings
    }

    private func alive(
        _ transaction: OpenTransaction, _ known: KnownTransaction, _ standing: StandingPartition
    ) -> Finding {
        Finding(
            .warning, "transactions", standing.place,
            "readers wait behind offset \(transaction.startOffset) for the transaction of \(known.id) (\(known.state)): it ends "
                + "by itself when it times out",
            fixes: ["let \(known.id) commit sooner; who writes in transactions belongs on a topic of its own"])
    }

    /// To abort what may be alive would break a promise of somebody else.
    private func hidden(_ transaction: OpenTransaction, _ standing: StandingPartition) -> Finding {
        let right = KafkaRight(.describe, .transactionalIDs("*"))
        return Finding(
            .error, "transactions", standing.place,
            "readers wait behind offset \(transaction.startOffset) for a transaction of producer \(transaction.producerID). "
                + "Whether it hangs cannot be seen: the principal needs \(right)",
            fixes: [right.line(settings.bootstrap)])
    }

    private func hanging(_ transaction: OpenTransaction, _ standing: StandingPartition) -> Finding {
        Finding(
            .error, "transactions", standing.place,
            "a transaction of producer \(transaction.producerID), open from offset \(transaction.startOffset) on, hangs: no "
                + "coordinator knows it, nobody will end it, and readers wait behind it for ever",
            fixes: [command(transaction), "or: sluice doctor --repair"])
    }

    private func mend(
        _ transaction: OpenTransaction, _ standing: StandingPartition, _ transactions: ClusterTransactions
    ) throws(LogError) -> Finding {
        let code = try transactions.abort(transaction)
        switch code {
        case WireError.none:
            let isOver = try transactions.awaitEnd(of: transaction)
            return Finding(
                isOver ? .ok : .error, "transactions", standing.place,
                "the hanging transaction of producer \(transaction.producerID) from offset \(transaction.startOffset) on "
                    + (isOver ? "was aborted" : "was to be aborted, but is still open"),
                fixes: isOver ? [] : [command(transaction)])
        case WireError.clusterAuthorizationFailed:
            let right = KafkaRight(.clusterAction, .cluster)
            return Finding(
                .error, "transactions", standing.place,
                "the transaction of producer \(transaction.producerID) hangs and we may not abort it: the principal needs "
                    + "\(right)",
                fixes: [right.line(settings.bootstrap), command(transaction)])
        default:
            return Finding(
                .error, "transactions", standing.place,
                "the transaction of producer \(transaction.producerID) hangs and could not be aborted: \(WireError.name(code))",
                fixes: [command(transaction)])
        }
    }

    /// Over TLS or with SCRAM only the standing still is seen, not whose it is.
    private func unknown(_ standing: StandingPartition) -> Finding {
        let since = standing.age.map { " for \($0 / 1_000) s" } ?? ""
        return Finding(
            .error, "transactions", standing.place,
            "readers wait behind a transaction\(since). Whether it hangs cannot be seen from here over TLS or with SCRAM",
            fixes: findCommands()
                + [
                    "kafka-transactions.sh \(toolOptions) abort --topic TOPIC --partition PARTITION --start-offset OFFSET"
                ])
    }

    private func findCommands() -> [String] {
        brokers.map {
            "kafka-transactions.sh \(toolOptions) find-hanging --broker-id \($0.id) --max-transaction-timeout 1"
        }
    }

    private func command(_ transaction: OpenTransaction) -> String {
        "kafka-transactions.sh \(toolOptions) abort --topic \(transaction.topic) --partition \(transaction.partition) "
            + "--start-offset \(transaction.startOffset)"
    }
}
