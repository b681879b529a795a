/// One instance of a chaos run: everything about it follows from its kind and its number.
package struct Subject: Hashable, Sendable {
    package var kind: Kind
    package var number: Int

    package init(_ kind: Kind, _ number: Int) {
        self.kind = kind
        self.number = number
    }

    /// By its instance id; nil: it is not one of ours.
    package init?(id: String) {
        guard let dash = id.lastIndex(of: "-"), let kind = Kind(rawValue: String(id[..<dash])),
            let number = Int(id[id.index(after: dash)...]), number >= 0
        else { return nil }
        self.init(kind, number)
        guard self.id == id else { return nil }
    }

    package var id: String { "\(kind.rawValue)-\(number)" }

    /// The load's mix: two errands to one that is only computed.
    package static func ofLoad(_ number: Int) -> Subject { Subject(number % 3 == 0 ? .quick : .errand, number) }

    // MARK: how it is sent

    /// Input of its start.
    package var input: String { "{\"number\":\(number)}" }
    /// Data of its signal.
    package var note: String { "{\"text\":\"\(text)\"}" }
    package var text: String { "go \(number)" }
    /// The signal comes before the start.
    package var isSignalledEarly: Bool { number % 5 == 0 }
    /// The start is sent again.
    package var isStartedTwice: Bool { number % 11 == 0 }
    /// The signal is sent again, with the same id.
    package var isSignalledTwice: Bool { number % 13 == 0 }
    /// By a producer with librdkafka's own partitioner: mostly onto the wrong partition, from where a channel takes it on.
    package var isStartMisrouted: Bool { number % 10 == 7 }
    package var isSignalMisrouted: Bool { number % 10 == 2 }
    /// Attempts of an errand that fail before one succeeds.
    package var failures: Int { number % 7 == 3 ? 1 : 0 }
}
