private import Glibc
import SluiceEngine
import SluiceKafka

/// The brokers that are measured on, and what they and this process have used of the processor.
struct BenchBrokers: Sendable {
    var bootstrap: String
    /// Process of the broker, where it runs on this machine.
    var pid: Int?

    static let shape = LogShape(partitions: 8, slots: 2)

    /// An application of its own, in one copy, since nothing of it is to be kept, for a node whose store is in `folder`.
    func settings(_ name: String, folder: String) -> KafkaSettings {
        settings(application: "bench-\(name)-\(RandomID.text().prefix(8))", folder: folder)
    }

    func settings(application: String, folder: String) -> KafkaSettings {
        var settings = KafkaSettings(bootstrap: bootstrap, application: application, shape: BenchBrokers.shape)
        settings.data = folder
        settings.singleBroker = true
        return settings
    }

    /// Microseconds since each began.
    var processorTime: (own: Int64, brokers: Int64) {
        (Int64(ProcessUsage.cpu()), pid.map(BenchBrokers.processorTime) ?? 0)
    }

    /// User and system time of another process, in steps of a clock tick.
    private static func processorTime(of pid: Int) -> Int64 {
        guard let bytes = try? InputSource.file("/proc/\(pid)/stat") else { return 0 }
        // The name, in parentheses, may hold anything.
        let text = String(decoding: bytes, as: UTF8.self)
        let fields = text[(text.lastIndex(of: ")") ?? text.startIndex)...].split(separator: " ")
        guard fields.count > 13, let user = Int64(fields[12]), let system = Int64(fields[13]) else { return 0 }
        return (user + system) * 1_000_000 / Int64(sysconf(Int32(_SC_CLK_TCK)))
    }
}
