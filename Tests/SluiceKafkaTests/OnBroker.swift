import Glibc
import SluiceEngine
import SluiceKafka
import SluiceKernel
import Testing

/// What only a real broker can show.
@Suite(.serialized, .enabled(if: Broker.isAvailable, Comment(rawValue: Broker.reason)))
struct OnBroker {
    /// Waits until the definitions are active.
    func whenDeployed(_ names: [String], _ client: Client) async throws {
        let deadline = Clock.monotonic() + 60_000_000
        while Clock.monotonic() < deadline {
            if let answer = try? client.ask(partition: 0, .definitions, timeout: 1_000) {
                let text = String(decoding: answer, as: UTF8.self)
                let active = names.allSatisfy { text.contains("\"workflow\":\"\($0)\"") }
                if active && !text.contains("\"activation\":-1") { return }
            }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw ChildProcess.Failure(description: "\(names) were not deployed in time")
    }
}

extension ChildProcess {
    /// Where the build put an executable: beside the tests.
    static func path(of product: String) -> String {
        var buffer = [CChar](repeating: 0, count: 4_096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        let own = String(decoding: buffer[..<max(count, 0)].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return own.split(separator: "/").dropLast().map { "/\($0)" }.joined() + "/\(product)"
    }
}
