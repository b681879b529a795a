/// How many faults of each kind.
package struct Quota: Hashable, Sendable {
    package var kills = 0
    /// Of them with a wiped store.
    package var wipes = 0
    package var pauses = 0
    package var cuts = 0
    package var restarts = 0
    package var brokerKills = 0
    /// Of each kind that kills nodes.
    package var poisons = 0

    package init() {}

    package init(kills: Int, wipes: Int, pauses: Int, cuts: Int, restarts: Int, brokerKills: Int, poisons: Int) {
        self.kills = kills
        self.wipes = wipes
        self.pauses = pauses
        self.cuts = cuts
        self.restarts = restarts
        self.brokerKills = brokerKills
        self.poisons = poisons
    }

    package mutating func add(_ other: Quota) {
        kills += other.kills
        wipes += other.wipes
        pauses += other.pauses
        cuts += other.cuts
        restarts += other.restarts
        brokerKills += other.brokerKills
        poisons += other.poisons
    }

    /// Whether each kind was there at least as often as `wanted` says.
    package func covers(_ wanted: Quota) -> Bool {
        kills >= wanted.kills && wipes >= wanted.wipes && pauses >= wanted.pauses && cuts >= wanted.cuts
            && restarts >= wanted.restarts && brokerKills >= wanted.brokerKills && poisons >= wanted.poisons
    }
}
