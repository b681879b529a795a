import SluiceEngine

/// A transaction that a partition has open, as its leader knows it.
struct OpenTransaction: Equatable, Sendable {
    let topic: String
    let partition: Int
    let producerID: Int64
    let epoch: Int16
    let coordinatorEpoch: Int32
    let startOffset: Int64
}

/// A transaction as its coordinator knows it.
struct KnownTransaction: Sendable {
    let id: String
    let state: String
    let producerID: Int64
    let epoch: Int16
    let partitions: [String: [Int32]]

    func covers(_ open: OpenTransaction) -> Bool {
        producerID == open.producerID && epoch >= open.epoch
            && partitions[open.topic]?.contains(Int32(open.partition)) ?? false
    }
}

extension WireConnection {
    /// The transactions that partitions of this leader have open.
    ///
    /// - Returns: the open ones, and what was refused.
    func openTransactions(
        _ topic: String, _ partitions: [Int]
    ) throws(LogError) -> (open: [OpenTransaction], refused: Int16?) {
        var answer = try ask(.describeProducers) { request in
            request.compactCount(1)
            request.compactString(topic)
            request.compactCount(partitions.count)
            for partition in partitions { request.int32(Int32(partition)) }
            request.tags()
        }
        var open: [OpenTransaction] = []
        var refused: Int16?
        _ = try answer.int32()
        _ = try answer.compactList { (reader) throws(LogError) in
            let topic = try reader.compactString() ?? ""
            _ = try reader.compactList { (reader) throws(LogError) in
                let partition = Int(try reader.int32())
                let code = try reader.int16()
                if code != WireError.none { refused = code }
                _ = try reader.compactString()
                _ = try reader.compactList { (reader) throws(LogError) in
                    let producer = try reader.int64()
                    let epoch = Int16(truncatingIfNeeded: try reader.int32())
                    _ = try reader.int32()
                    _ = try reader.int64()
                    let coordinatorEpoch = try reader.int32()
                    let start = try reader.int64()
                    try reader.tags()
                    guard start >= 0 else { return }
                    open.append(
                        OpenTransaction(
                            topic: topic, partition: partition, producerID: producer, epoch: epoch,
                            coordinatorEpoch: coordinatorEpoch, startOffset: start))
                }
                try reader.tags()
            }
            try reader.tags()
        }
        return (open, refused)
    }

    /// Ids of transactions of these producers that this broker coordinates, in whatever state.
    func transactionalIDs(of producers: [Int64]) throws(LogError) -> [String] {
        var answer = try ask(.listTransactions) { request in
            request.compactCount(0)
            request.compactCount(producers.count)
            for producer in producers { request.int64(producer) }
        }
        _ = try answer.int32()
        let code = try answer.int16()
        guard code == WireError.none else {
            throw LogError(.unavailable, "listing transactions: \(WireError.name(code))")
        }
        _ = try answer.compactList { (reader) throws(LogError) in try reader.compactString() }
        return try answer.compactList { (reader) throws(LogError) in
            let id = try reader.compactString() ?? ""
            _ = try reader.int64()
            _ = try reader.compactString()
            try reader.tags()
            return id
        }
    }

    /// Whether transactions of this id are shown to us, be there any or not.
    func mayDescribe(_ id: String) throws(LogError) -> Bool {
        var answer = try ask(.describeTransactions) { request in
            request.compactCount(1)
            request.compactString(id)
        }
        _ = try answer.int32()
        let codes = try answer.compactList { (reader) throws(LogError) -> Int16 in
            let code = try reader.int16()
            for _ in 0..<2 { _ = try reader.compactString() }
            _ = try reader.int32()
            for _ in 0..<2 { _ = try reader.int64() }
            _ = try reader.int16()
            _ = try reader.compactList { (reader) throws(LogError) in
                _ = try reader.compactString()
                _ = try reader.compactList { (reader) throws(LogError) in try reader.int32() }
                try reader.tags()
            }
            try reader.tags()
            return code
        }
        return !codes.contains(WireError.transactionalIDAuthorizationFailed)
    }

    /// What this broker knows of transactions that it coordinates.
    ///
    /// - Throws: when it does not tell of one: it is no proof that there is none.
    func transactions(_ ids: [String]) throws(LogError) -> [KnownTransaction] {
        if ids.isEmpty { return [] }
        var answer = try ask(.describeTransactions) { request in
            request.compactCount(ids.count)
            for id in ids { request.compactString(id) }
        }
        _ = try answer.int32()
        let all = try answer.compactList { (reader) throws(LogError) -> KnownTransaction? in
            let code = try reader.int16()
            let id = try reader.compactString() ?? ""
            let state = try reader.compactString() ?? ""
            _ = try reader.int32()
            _ = try reader.int64()
            let producer = try reader.int64()
            let epoch = try reader.int16()
            var partitions: [String: [Int32]] = [:]
            _ = try reader.compactList { (reader) throws(LogError) in
                let topic = try reader.compactString() ?? ""
                partitions[topic] = try reader.compactList { (reader) throws(LogError) in try reader.int32() }
                try reader.tags()
            }
            try reader.tags()
            if code == WireError.transactionalIDNotFound { return nil }
            guard code == WireError.none else {
                throw LogError(.unavailable, "transaction of \(id): \(WireError.name(code))")
            }
            return KnownTransaction(id: id, state: state, producerID: producer, epoch: epoch, partitions: partitions)
        }
        return all.compactMap { $0 }
    }

    /// Ends a transaction that no coordinator knows any more: its records count as aborted. To be asked of the leader.
    ///
    /// - Returns: the broker's code.
    func abort(_ open: OpenTransaction) throws(LogError) -> Int16 {
        var answer = try ask(.writeTransactionMarkers) { request in
            request.compactCount(1)
            request.int64(open.producerID)
            request.int16(open.epoch)
            request.bool(false)
            request.compactCount(1)
            request.compactString(open.topic)
            request.compactCount(1)
            request.int32(Int32(open.partition))
            request.tags()
            // Unknown is -1 to the describer, and 0 to the writer.
            request.int32(max(0, open.coordinatorEpoch))
            request.tags()
        }
        var code = WireError.none
        _ = try answer.compactList { (reader) throws(LogError) in
            _ = try reader.int64()
            _ = try reader.compactList { (reader) throws(LogError) in
                _ = try reader.compactString()
                _ = try reader.compactList { (reader) throws(LogError) in
                    _ = try reader.int32()
                    code = try reader.int16()
                    try reader.tags()
                }
                try reader.tags()
            }
            try reader.tags()
        }
        return code
    }
}
