/// One cluster and what happens to it.
package struct PhasePlan: Sendable {
    package var brokers: Int
    package var nodes: Int
    package var quota: Quota
    /// How often the time of a takeover and of a planned move is measured before anything else: a kill -9 each.
    package var samples = 0
    /// Events a second.
    package var rate: Int
    /// Milliseconds between the beginnings of two faults, on average.
    package var gap: Int
    /// How long a pause or a cut takes at most, milliseconds.
    package var longest: Int

    package init(brokers: Int, nodes: Int, quota: Quota, samples: Int = 0, rate: Int, gap: Int, longest: Int) {
        self.brokers = brokers
        self.nodes = nodes
        self.quota = quota
        self.samples = samples
        self.rate = rate
        self.gap = gap
        self.longest = longest
    }

    /// All faults, those of the samples included.
    package var total: Quota {
        var total = quota
        total.kills += samples
        return total
    }

    /// About four minutes: every kind of fault, on both kinds of clusters.
    package static func short(rate: Int) -> [PhasePlan] {
        let one = Quota(kills: 3, wipes: 1, pauses: 2, cuts: 2, restarts: 1, brokerKills: 2, poisons: 1)
        let three = Quota(kills: 4, wipes: 2, pauses: 2, cuts: 2, restarts: 1, brokerKills: 2, poisons: 0)
        return [
            PhasePlan(brokers: 1, nodes: 2, quota: one, samples: 3, rate: rate, gap: 2_500, longest: 5_000),
            PhasePlan(brokers: 3, nodes: 3, quota: three, rate: rate, gap: 2_500, longest: 8_000),
        ]
    }

    /// At least 60 node kills, 30 pauses, 30 cuts and 30 kills of brokers.
    package static func full(rate: Int) -> [PhasePlan] {
        let quota = Quota(kills: 15, wipes: 5, pauses: 8, cuts: 8, restarts: 4, brokerKills: 8, poisons: 1)
        return [(1, 2), (1, 3), (3, 2), (3, 3)].map { brokers, nodes in
            PhasePlan(
                brokers: brokers, nodes: nodes, quota: quota, samples: brokers == 1 && nodes == 3 ? 10 : 0, rate: rate,
                gap: 6_000, longest: 20_000)
        }
    }
}
