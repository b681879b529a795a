// A node on Kafka for the tests: deploys its workflows and runs until it is killed.
// Usage: KafkaThinNode BOOTSTRAP APPLICATION PARTITIONS SLOTS
import Glibc
import SluiceEngine
import SluiceKafka
import SluiceKernel

let words = CommandLine.arguments
guard words.count == 5, let partitions = Int(words[3]), let slots = Int(words[4]) else {
    LineSink.write("usage: KafkaThinNode BOOTSTRAP APPLICATION PARTITIONS SLOTS\n")
    exit(64)
}

do {
    let shape = LogShape(partitions: partitions, slots: slots)
    var settings = KafkaSettings(bootstrap: words[1], application: words[2], shape: shape)
    settings.singleBroker = true
    let sink = LineSink()
    let log = try KafkaLog.connect(settings, sink: sink)
    let node = Node(log: log, registrations: Workflows.all, sink: sink)
    node.start()
    sink.log(.info, "started", [])
    let client = Client(log: log)
    for registration in Workflows.all { _ = try client.deploy(registration.definition, timeout: 60_000) }
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
