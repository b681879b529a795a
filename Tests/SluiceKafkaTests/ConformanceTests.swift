import SluiceEngine
import SluiceKafka
import SluiceTestKit
import Testing

extension OnBroker {
    /// Each check has topics of its own.
    @Test(arguments: LogConformance.checks)
    func `the log on Kafka conforms`(_ check: LogConformance.Check) throws {
        let name = "conformance-\(UInt64.random(in: 0...UInt64.max))"
        let address = try Broker.address()
        var harness = LogHarness(
            open: { () throws(LogError) in
                var settings = KafkaSettings(bootstrap: address, application: name, shape: LogHarness.shape)
                settings.singleBroker = true
                return try KafkaLog.connect(settings)
            },
            close: { ($0 as? KafkaLog)?.close() })
        harness.outputsAreDense = false
        harness.keepsIndex = false
        #expect(check.violations(harness) == [])
    }
}
