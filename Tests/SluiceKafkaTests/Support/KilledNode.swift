import Glibc
import SluiceEngine
import SluiceKafka
import SluiceTestKit
import TestFolders
import Testing

/// A node of its own process that is killed at random moments, and started again on the same folder.
struct KilledNode {
    /// From `SLUICE_SEED`, which repeats the moments of a run.
    static func seed() -> UInt64 {
        let seed = getenv("SLUICE_SEED").flatMap { UInt64(String(cString: $0)) } ?? UInt64.random(in: 0...999_999)
        print("seed=\(seed)")
        return seed
    }

    private let arguments: [String]
    private var process: ChildProcess
    private var moments: [Int64] = []
    private(set) var kills = 0

    init(_ settings: KafkaSettings) throws {
        let shape = settings.shape
        arguments = [
            settings.bootstrap, settings.application, "\(shape.partitions)", "\(shape.slots)",
            TemporaryFolder.shared.file(),
        ]
        process = try KilledNode.start(arguments)
    }

    private static func start(_ arguments: [String]) throws -> ChildProcess {
        try ChildProcess(ChildProcess.path(of: "KafkaThinNode"), arguments, output: Broker.output)
    }

    /// Chooses when, within so many microseconds.
    mutating func plan(kills: Int, within duration: Int64, _ random: inout SeededRandom) {
        moments = (0..<kills).map { _ in Int64.random(in: 1_000_000..<duration, using: &random) }.sorted()
    }

    /// Whether a kill that was planned is still to come.
    var isAwaited: Bool { kills < moments.count }

    mutating func killIfDue(_ elapsed: Int64) throws {
        guard isAwaited, elapsed >= moments[kills] else { return }
        process.kill()
        #expect(process.wait() == .signalled(SIGKILL), "the node ended by itself; see \(Broker.output)")
        process = try KilledNode.start(arguments)
        kills += 1
    }

    /// Starts instances at a steady rate over so many microseconds, and kills the node whenever that is due, until both are done;
    /// three times as long at most.
    mutating func feed(
        _ instances: Int, within duration: Int64, _ starts: Starts, _ start: (Int) -> Void
    ) async throws {
        let began = Clock.monotonic()
        var started = 0
        while started < instances || isAwaited || starts.unconfirmed > 0 {
            let elapsed = Clock.monotonic() - began
            while started < min(instances, Int(Int64(instances) * elapsed / duration)) {
                start(started)
                started += 1
            }
            starts.flush()
            try killIfDue(elapsed)
            try await Task.sleep(for: .milliseconds(10))
            guard elapsed < 3 * duration else { break }
        }
    }

    /// For good.
    func end() { process.kill() }
}
