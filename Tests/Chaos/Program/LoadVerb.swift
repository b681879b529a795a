import ChaosKit
import Glibc

/// `load`: sends until SIGTERM.
enum LoadVerb {
    /// Set by the signal handler.
    nonisolated(unsafe) private static var isStopped: sig_atomic_t = 0

    static func run(_ words: [String]) throws(ChaosError) -> Int32 {
        let arguments = try Arguments(
            words, names: ["brokers", "topic", "partitions", "rate", "ledger", "count", "kind", "first"])
        var settings = Load.Settings(
            brokers: try arguments.needed("brokers"), topic: try arguments.needed("topic"),
            partitions: try arguments.neededNumber("partitions"), rate: try arguments.number("rate") ?? 1_500,
            ledger: try arguments.needed("ledger"))
        settings.limit = try arguments.number("count")
        settings.first = try arguments.number("first") ?? 0
        if let name = arguments.text("kind") {
            guard let kind = Kind(rawValue: name) else { throw ChaosError("no kind is called \(name)") }
            settings.kind = kind
        }
        signal(SIGTERM) { _ in LoadVerb.isStopped = 1 }
        var load = try Load(settings)
        let (count, rate) = try load.run { LoadVerb.isStopped != 0 }
        print("acknowledged=\(count) rate=\(rate)")
        return 0
    }
}
