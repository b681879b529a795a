import SluiceTestKit
import Testing

@Suite("The embedded log conforms")
struct ConformanceTests {
    @Test(arguments: LogConformance.checks)
    func conforms(_ check: LogConformance.Check) {
        #expect(check.violations(EmbeddedHarness().harness) == [])
    }
}
