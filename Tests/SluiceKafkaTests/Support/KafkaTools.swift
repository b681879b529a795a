import Glibc

/// Kafka's own scripts, from KAFKA_HOME.
enum KafkaTools {
    static var home: String? { getenv("KAFKA_HOME").map { String(cString: $0) } }

    /// Runs command lines in a shell that finds them.
    static func run(_ lines: String) throws {
        guard let home else { throw ChildProcess.Failure(description: "KAFKA_HOME is not set") }
        let output = "/tmp/sluice-tools-\(getpid()).log"
        unlink(output)
        let script = "set -e; cd /tmp; PATH=\(home)/bin:$PATH; export KAFKA_HEAP_OPTS='-Xmx128m'\n\(lines)"
        let end = try ChildProcess("/bin/bash", ["-c", script], output: output).wait()
        guard end == .exited(0) else {
            throw ChildProcess.Failure(description: "\(end) of: \(lines); see \(output)")
        }
        unlink(output)
    }
}
