import Testing

@Test func theSuiteRuns() { #expect(1 + 1 == 2) }
