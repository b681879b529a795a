import SluiceEngine
import SluiceKafka
import SluiceTestKit
import Testing

extension OnBroker {
    @Test(arguments: LogConformance.checks)
    func conforms(_ check: LogConformance.Check) throws {
        let name = "conf-\(UInt32.random(in: 0...UInt32.max))"
        let address = try Broker.address()
        let harness = LogHarness(
            open: { () throws(LogError) in
                try KafkaLog.connect(KafkaSettings(bootstrap: address, application: name, shape: LogHarness.shape))
            },
            close: { ($0 as? KafkaLog)?.close() })
        let found = check.violations(harness)
        print("CHECK \(check.name): \(found.count) \(found.prefix(3))")
    }
}
