/// The faults of a phase in their order, with the time between them. The seed decides all of it.
package struct FaultPlan: Sendable {
    package struct Entry: Hashable, Sendable {
        package var fault: Fault
        /// Milliseconds after the fault before it began.
        package var gap: Int
    }

    package private(set) var entries: [Entry] = []

    /// - Parameters:
    ///   - longest: how long pauses and cuts take at most, milliseconds; at least one second.
    ///   - gap: between the beginnings of two faults, on average, milliseconds.
    package init(_ quota: Quota, longest: Int, gap: Int, _ dice: inout Dice) {
        var faults: [Fault] = []
        for index in 0..<quota.kills {
            faults.append(.kill(down: .random(in: 0...4_000, using: &dice), wiping: index < quota.wipes))
        }
        for index in 0..<quota.pauses {
            faults.append(.pause(FaultPlan.length(index, quota.pauses, longest, &dice)))
        }
        for index in 0..<quota.cuts { faults.append(.cut(FaultPlan.length(index, quota.cuts, longest, &dice))) }
        for _ in 0..<quota.restarts { faults.append(.restart) }
        for _ in 0..<quota.brokerKills { faults.append(.killBroker(down: .random(in: 0...5_000, using: &dice))) }
        for kind in Kind.allCases where kind.deaths > 0 {
            for _ in 0..<quota.poisons { faults.append(.poison(kind)) }
        }
        faults.shuffle(using: &dice)
        entries = faults.map { Entry(fault: $0, gap: .random(in: gap / 10...gap * 19 / 10, using: &dice)) }
    }

    /// Spread over the whole range whatever the dice say: the first is the longest, every second one is short.
    private static func length(_ index: Int, _ count: Int, _ longest: Int, _ dice: inout Dice) -> Int {
        if index == 0 { return longest }
        let most = index % 2 == 0 ? longest : min(longest, 4_000)
        return .random(in: 1_000...max(1_000, most), using: &dice)
    }
}
