import SluiceKernel
import Testing

@Suite struct `A misspelt word finds the one it was meant to be` {
    private let words = ["retry", "timeout", "task", "after", "with", "deadline"]

    @Test(arguments: [
        ("rety", "retry"), ("Timeout", "timeout"), ("timoeut", "timeout"), ("dealine", "deadline"), ("tasks", "task"),
    ])
    func `slips are forgiven`(_ typed: String, _ meant: String) {
        #expect(NearestName.of(typed, among: words) == meant)
    }

    @Test(arguments: ["", "x", "ab", "payment", "when", String(repeating: "retry", count: 50)])
    func `other words are not guessed`(_ typed: String) {
        #expect(NearestName.of(typed, among: words) == nil)
    }

    @Test func `of equals the first is taken`() {
        #expect(NearestName.of("step3", among: ["step1", "step2"]) == "step1")
    }
}
