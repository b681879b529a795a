private import Glibc
import SluiceEngine
import SluiceKernel

/// The same work done by hand on Kafka Streams, by a program that is no part of this one: `SLUICE_PEER` names it. It makes its
/// own topics, checks every record that it gave out, and prints a line of JSON for each step.
struct BenchPeer: Sendable {
    static let variable = "SLUICE_PEER"

    /// Work of the peer that a workload of ours is compared with.
    struct Load: Sendable {
        /// Its name for it.
        var name: String
        /// As many as a run of it takes to be warm.
        var events: Int
        /// Instances, where they are fewer than the events.
        var ids: Int?
    }

    let program: String

    /// - Throws: `unavailable` where there is none.
    static func find() throws(CommandError) -> BenchPeer {
        let hint = "\(variable) names the program that does the same work on Kafka Streams (docs/bench.md)."
        guard let path = getenv(variable).map({ String(cString: $0) }), !path.isEmpty else {
            throw CommandError(.unavailable, "there is no peer to compare with: \(variable) is not set", hint: hint)
        }
        guard access(path, X_OK) == 0 else {
            throw CommandError(
                .unavailable, "there is no peer at \(path.quotedForMessage): \(Descriptor.reason)", hint: hint)
        }
        return BenchPeer(program: path)
    }

    /// Runs it to its end.
    ///
    /// - Throws: when it failed; it has said why.
    func run(_ load: Load, percent: Int, on brokers: BenchBrokers) throws(CommandError) -> [BenchSample] {
        let folder = try Folder.temporary()
        defer { Folder.remove(folder) }
        let events = max(1_000, load.events * percent / 100)
        var words = ["peer", load.name, "--bootstrap", brokers.bootstrap, "--tuned", "--dir", folder]
        words += ["--partitions", "\(BenchBrokers.shape.partitions)", "--events", "\(events)"]
        if let ids = load.ids { words += ["--ids", "\(max(100, ids * percent / 100))"] }
        if let pid = brokers.pid { words += ["--broker-pid", "\(pid)"] }
        let process = try BenchProcess(program, words)
        var lines: [String] = []
        while let line = process.line() { lines.append(line) }
        guard process.wait() else { throw CommandError(.no, "the peer failed at \(load.name)") }
        return try BenchPeer.samples(of: lines, load.name)
    }

    /// What it says of itself: of the last three quarters of a run, when its virtual machine is warm.
    ///
    /// - Throws: when it does not say that every record was right.
    static func samples(of lines: [String], _ name: String) throws(CommandError) -> [BenchSample] {
        guard lines.contains(where: { $0.contains(#""exact":true"#) }),
            let line = lines.first(where: { $0.contains(#""done":true"#) }),
            let rate = number("warm_per_s", in: line), let whole = number("per_s", in: line),
            let own = number("cpu_app_us_each_warm", in: line)
        else { throw CommandError(.no, "the peer does not say that every record of \(name) was right") }
        let broker = number("cpu_broker_us_each_warm", in: line)
        var samples = [BenchSample("peer: Kafka Streams", "1/s", rate, cpu: own + (broker ?? 0))]
        samples.append(BenchSample("peer: cold start included", "1/s", whole))
        samples.append(BenchSample("peer: processor, own", "us each", own))
        if let broker { samples.append(BenchSample("peer: processor, broker", "us each", broker)) }
        if let others = number("others", in: line) {
            samples.append(BenchSample("peer: processor, all others", "of machine", others))
        }
        return samples
    }

    private static func number(_ member: String, in line: String) -> Double? {
        let bytes = Array(line.utf8)
        guard let place = bytes.firstRange(of: Array("\"\(member)\":".utf8)) else { return nil }
        return Double(String(decoding: bytes[place.upperBound...].prefix { !",}".utf8.contains($0) }, as: UTF8.self))
    }
}
