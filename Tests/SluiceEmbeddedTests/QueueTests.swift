import SluiceEmbedded
import SluiceEngine
import SluiceKernel
import TestFolders
import Testing

@Suite struct QueueTests {
    @Test func `a workflow that names a queue is refused on one machine, with the reason and what to do`() throws {
        let log = try EmbeddedLog.open(folder: TemporaryFolder.shared.file(), shape: LogShape(partitions: 1, slots: 1))
        defer { log.close() }
        let task = TaskSettings(task: "charge", queue: "payments")
        let definition = Definition(
            name: "paying", version: 1, steps: [StepDefinition(name: "charge", kind: .task(task, .values([.input])))])
        let error = #expect(throws: ClientError.self) { try Client(log: log).deploy(definition) }
        let text = error?.description ?? ""
        #expect(
            text.contains("step charge of paying: queue 'payments': remote workers read their queues from Kafka"),
            "\(text)")
        #expect(try log.range(.definitions, partition: 0).isEmpty)
    }
}
