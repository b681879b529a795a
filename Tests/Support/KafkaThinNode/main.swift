// A node on Kafka for the tests: deploys its workflows and runs until it is killed, or told to stop by SIGTERM.
// Usage: KafkaThinNode BOOTSTRAP APPLICATION PARTITIONS SLOTS DATA [NODE]
// With NODE it shares the slots with others; else it takes all of them.
import Glibc
import SluiceEngine
import SluiceKafka
import SluiceKernel

let words = CommandLine.arguments
guard (6...7).contains(words.count), let partitions = Int(words[3]), let slots = Int(words[4]) else {
    LineSink.write("usage: KafkaThinNode BOOTSTRAP APPLICATION PARTITIONS SLOTS DATA [NODE]\n")
    exit(64)
}

do {
    let shape = LogShape(partitions: partitions, slots: slots)
    var settings = KafkaSettings(bootstrap: words[1], application: words[2], shape: shape)
    settings.data = words[5]
    settings.singleBroker = true
    let sink = LineSink()
    let log = try KafkaLog.connect(settings, sink: sink)
    var own = NodeSettings()
    own.lane.sources = try Workflows.sources(words[2])
    if words.count == 7 { own.membership = MembershipSettings(node: NodeID(words[6]), release: "test") }
    let node = Node(log: log, registrations: Workflows.all(words[2]), settings: own, sink: sink)
    Termination.onSignal {
        let isClean = node.stop()
        log.close()
        exit(isClean ? 0 : 1)
    }
    node.start()
    sink.log(.info, "started", [])
    let client = Client(log: log)
    for registration in Workflows.all(words[2]) { _ = try client.deploy(registration.definition, timeout: 60_000) }
    sink.log(.info, "deployed", [])
    while true {
        sleep(1)
        let statistics = node.statistics
        let line = statistics.values.filter { $0.value > 0 }.map { ($0.name, "\($0.value)") }
        sink.log(.debug, "statistics", line)
    }
} catch {
    LineSink.write("KafkaThinNode: \(error)\n")
    exit(1)
}
