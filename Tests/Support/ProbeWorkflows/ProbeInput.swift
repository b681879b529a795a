/// The input of the probe workflow. What happens follows from the number alone.
package struct ProbeInput: Codable, Sendable, Equatable {
    package var number: Int

    package init(number: Int) { self.number = number }

    package enum Ending {
        case succeeded, failed, sidelined
        /// For ever: its signal never comes.
        case waiting
    }

    package var ending: Ending {
        switch number % 10 {
        case 7: .waiting
        case 8: .failed
        case 9: .sidelined
        default: .succeeded
        }
    }

    /// Attempts of `first` that fail.
    package var failures: Int { number % 3 }
    /// Whether the signal `late` is sent, before the start.
    package var isLateSent: Bool { number % 5 == 0 }
    package var instance: String { "probe-\(number)" }
}
