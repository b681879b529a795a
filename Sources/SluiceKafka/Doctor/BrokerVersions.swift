import SluiceEngine
import Synchronization

/// What brokers say that they speak, read from the lines that librdkafka prints of it.
final class BrokerVersions: LogSink {
    /// The highest version of a request, by broker and the request's name.
    private let highest = Mutex<[String: [String: Int]]>([:])
    private let next: any LogSink

    init(passing next: any LogSink) { self.next = next }

    func log(_ level: LogLevel, _ message: String, _ metadata: [(String, String)]) {
        let line = metadata.first { $0.0 == "line" }?.1 ?? ""
        if !take(line) { next.log(level, message, metadata) }
    }

    /// `[thrd:host:port/1]: host:port/1:   ApiKey Fetch (1) Versions 4..17`
    private func take(_ line: String) -> Bool {
        let words = line.split(separator: " ")
        guard let place = words.firstIndex(of: "ApiKey"), place + 4 < words.count, words[place + 3] == "Versions",
            let versions = words[place + 4].split(separator: ".").last, let most = Int(versions),
            let broker = words.first(where: { $0.hasSuffix(":") && $0.contains("/") && !$0.hasPrefix("[") })
        else { return line.contains("feature") || line.contains("Feature") }
        let id = broker.dropLast().split(separator: "/").last.map(String.init) ?? ""
        highest.withLock { $0[id, default: [:]][String(words[place + 1])] = most }
        return true
    }

    /// The release that a broker is of, as far as what it speaks tells; nil: it was not heard.
    func release(of broker: BrokerAddress) -> Release? {
        guard let spoken = highest.withLock({ $0["\(broker.id)"] ?? $0["bootstrap"] }), let fetch = spoken["Fetch"]
        else {
            return nil
        }
        if fetch < 17 { return .older }
        return spoken["ListOffsets"] ?? 0 < 10 ? .three : .four
    }

    enum Release: Sendable {
        /// Before 3.9.
        case older
        /// 3.9.
        case three
        /// 4.0 or later.
        case four
    }
}
