import SluiceEngine
import SluiceKafka
import SluiceTestKit
import TestFolders
import Testing

extension OnBroker {
    /// Each check has topics of its own.
    @Test(arguments: LogConformance.checks)
    func `the log on Kafka conforms`(_ check: LogConformance.Check) throws {
        let name = "conformance-\(UInt64.random(in: 0...UInt64.max))"
        var settings = KafkaSettings(
            bootstrap: try Broker.address(), application: name, shape: LogHarness.shape)
        settings.data = TemporaryFolder.shared.file()
        settings.singleBroker = true
        var harness = LogHarness(
            open: { [settings] () throws(LogError) in try KafkaLog.connect(settings) },
            close: { ($0 as? KafkaLog)?.close() })
        harness.outputsAreDense = false
        // Each process has a store of its own.
        harness.openTwice = .inUse
        harness.keepsPublished = false
        #expect(check.violations(harness) == [])
    }
}
