// How fast a node without a store restores its slots, and how fast one with a store opens them.
// Usage: KafkaRestoreBench BOOTSTRAP APPLICATION PARTITIONS SLOTS CELLS DATA
// CELLS 0: the application's topics are full already.
import Glibc
import SluiceEngine
import SluiceKafka
import SluiceKernel

let words = CommandLine.arguments
guard words.count == 7, let partitions = Int(words[3]), let slots = Int(words[4]), let cells = Int(words[5]) else {
    print("usage: KafkaRestoreBench BOOTSTRAP APPLICATION PARTITIONS SLOTS CELLS DATA")
    exit(64)
}

do {
    var settings = KafkaSettings(
        bootstrap: words[1], application: words[2], shape: LogShape(partitions: partitions, slots: slots))
    settings.data = words[6] + "/filler"
    settings.singleBroker = true
    if cells > 0 { try ParkedCells(settings, count: cells).fill() }
    settings.data = words[6] + "/node"
    for label in ["restore", "resume"] {
        let before = Restoring.processorTime()
        let (seconds, records) = try Restoring(settings).run()
        print(
            "\(label)_s=\(seconds) records=\(records) records_per_s=\(Int(Double(records) / seconds)) "
                + "cpu_s=\(Restoring.processorTime() - before)")
    }
} catch {
    print("KafkaRestoreBench: \(error)")
    exit(1)
}
