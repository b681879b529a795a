/// What happened, a line each. The same seed gives the same lines, byte for byte.
package final class Trace {
    package private(set) var lines: [String] = []
    package var isOn: Bool
    private let clock: VirtualClock

    package init(clock: VirtualClock, isOn: Bool = true) {
        self.clock = clock
        self.isOn = isOn
    }

    package func note(_ text: @autoclosure () -> String) {
        if isOn { lines.append("\(clock.now - VirtualClock.epoch) \(text())") }
    }

    /// The last lines that tell of `word`, for a failure's message.
    package func tail(_ count: Int = 40, of word: String = "") -> String {
        lines.filter { word.isEmpty || $0.contains(word) }.suffix(count).joined(separator: "\n")
    }
}
