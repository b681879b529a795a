import SluiceEngine

/// What brokers call a topic among themselves: one that is made again under its name has another.
struct TopicIdentity: Equatable, Sendable {
    let high: Int64
    let low: Int64
}

extension WireConnection {
    /// The ids of topics; one that is missing, or hidden from us, is left out.
    func identities(of topics: [String]) throws(LogError) -> [String: TopicIdentity] {
        var answer = try ask(.identities) { request in
            request.compactCount(topics.count)
            for topic in topics {
                request.int64(0)
                request.int64(0)
                request.compactString(topic)
                request.tags()
            }
            request.bool(false)
            request.bool(false)
        }
        _ = try answer.int32()
        _ = try answer.compactList { (reader) throws(LogError) in
            _ = try reader.int32()
            _ = try reader.compactString()
            _ = try reader.int32()
            _ = try reader.compactString()
            try reader.tags()
        }
        _ = try answer.compactString()
        _ = try answer.int32()
        var found: [String: TopicIdentity] = [:]
        _ = try answer.compactList { (reader) throws(LogError) in
            let code = try reader.int16()
            let name = try reader.compactString() ?? ""
            let identity = TopicIdentity(high: try reader.int64(), low: try reader.int64())
            _ = try reader.bool()
            _ = try reader.compactList { (reader) throws(LogError) in
                _ = try reader.int16()
                for _ in 0..<3 { _ = try reader.int32() }
                for _ in 0..<3 { _ = try reader.compactList { (reader) throws(LogError) in try reader.int32() } }
                try reader.tags()
            }
            _ = try reader.int32()
            try reader.tags()
            if code == WireError.none { found[name] = identity }
        }
        return found
    }
}
