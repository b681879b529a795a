import Sluice
import SluiceEngine
import SluiceKernel

/// How long the answer to `get` takes, asked one after the other of instances that wait.
struct GetLatency: GroupWorkload {
    private static let prefix = "parked-"
    private static let questions = 2_000

    let name = "get"
    let instances: Int

    func run(_ run: BenchRun, on brokers: BenchBrokers) throws {
        let (count, questions) = (run.count(instances), run.count(GetLatency.questions))
        let application = try GroupApplication(name, on: brokers)
        defer { application.close() }
        let workflow = BenchWorkflows.parked
        let node = try application.start(try Registrations.of([workflow]))
        defer { node.stop() }
        try BenchFeeder().feed(
            application.log, workflow: workflow.name, prefix: GetLatency.prefix, count: count,
            input: BenchPayload.integer)
        try node.wait(for: count, "instances started") { $0.instancesStarted }
        let client = Client(log: application.log)
        var took: [Int64] = []
        for number in 0..<questions {
            let id = "\(GetLatency.prefix)\(number * 7_919 % count)"
            let asked = Clock.monotonic()
            let answer = try client.ask(instance: Array(id.utf8), .get)
            took.append(Clock.monotonic() - asked)
            guard answer.firstRange(of: Array("\"instance\":\"\(id)\"".utf8)) != nil,
                answer.firstRange(of: Array(#""status":"running""#.utf8)) != nil
            else { throw CommandError(.no, "the answer about \(id) is \(String(decoding: answer, as: UTF8.self))") }
        }
        // The first third is warm-up, as with other latencies.
        LatencyFigures(sorted: took[(questions / 3)...].sorted()).tell(run)
    }
}
