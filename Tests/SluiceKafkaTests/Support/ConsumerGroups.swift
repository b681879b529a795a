import Glibc
import SluiceKafka

/// Kafka's own command that shows a group.
enum ConsumerGroups {
    static var isAvailable: Bool { getenv("KAFKA_HOME") != nil }

    /// A line for each member, below one with the names of the columns.
    static func members(_ settings: KafkaSettings) throws -> [String] {
        let home = String(cString: getenv("KAFKA_HOME"))
        let output = "/tmp/sluice-group-\(getpid())"
        defer { unlink(output) }
        let command = try ChildProcess(
            "\(home)/bin/kafka-consumer-groups.sh",
            ["--bootstrap-server", settings.bootstrap, "--describe", "--members", "--group", settings.group],
            output: output)
        guard command.wait() == .exited(0), let file = fopen(output, "r") else {
            throw ChildProcess.Failure(description: "kafka-consumer-groups.sh failed")
        }
        defer { fclose(file) }
        var lines: [String] = []
        var buffer = [CChar](repeating: 0, count: 1_000)
        while fgets(&buffer, 1_000, file) != nil {
            let line = buffer.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
            if line.contains(settings.group) { lines.append(line) }
        }
        return lines
    }
}
