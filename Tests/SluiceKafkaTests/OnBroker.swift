import Glibc
import SluiceEngine
import SluiceKafka
import SluiceKernel
import TestFolders
import Testing

/// What only a real broker can show.
@Suite(.serialized, .enabled(if: Broker.isAvailable, Comment(rawValue: Broker.reason)))
struct OnBroker {
    /// A log of its own on the broker, with a store of its own.
    func connect(
        _ name: String, partitions: Int = 4, slots: Int = 1, _ change: (inout KafkaSettings) -> Void = { _ in }
    ) throws -> KafkaLog {
        var settings = KafkaSettings(
            bootstrap: try Broker.address(), application: "\(name)-\(getpid())",
            shape: LogShape(partitions: partitions, slots: slots))
        settings.data = TemporaryFolder.shared.file()
        settings.singleBroker = true
        change(&settings)
        return try KafkaLog.connect(settings)
    }

    /// Appends a definition and steps the lane of partition 0 until it is active everywhere.
    func deploy(_ registration: Registration, _ driver: LaneDriver) throws {
        let document = DefinitionWriter.canonicalJSON(registration.definition)
        let record = AppendRecord(topic: .definitions, partition: 0, key: Array("order/1".utf8), value: document)
        try #require(driver.log.append([record], observer: UnheardAppends.shared))
        let key = CellKey.partition
        let active = try driver.step {
            try (0..<driver.log.shape.partitions).allSatisfy { partition in
                guard driver.opened.partitions.contains(partition) else { return true }
                guard let cell = driver.opened.get(partition, key) else { return false }
                let state = try cell.withUnsafeBytes { try PartitionState(cell: $0) }
                return state.definitions.contains { $0.activation >= 0 }
            }
        }
        try #require(active, "the definition was not activated")
    }

    /// Waits until the definitions are active.
    func whenDeployed(_ names: [String], _ client: Client) async throws {
        let deadline = Clock.monotonic() + 60_000_000
        while Clock.monotonic() < deadline {
            if client.hasActive(names) { return }
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
