/// What a phase came to.
package struct PhaseReport: Sendable {
    package var plan: PhasePlan
    /// What was done.
    package var done = Quota()
    /// Acknowledged events.
    package var events = 0
    /// Events a second, while the brokers took any.
    package var rate = 0
    package var instances = 0
    /// Of task bodies.
    package var executions = 0
    package var lost = 0
    package var doubled = 0
    /// Milliseconds from a kill -9 until the last of the node's slots had a new transition.
    package var takeovers: [Int] = []
    /// Milliseconds without a transition in a partition that moved as planned, the longest of each move.
    package var moves: [Int] = []
    /// Processes that died of an instance that kills.
    package var deaths = 0
    /// Transactions that hung on a broker were ended by `sluice doctor --repair` so often.
    package var repairs = 0
    /// Stops by SIGTERM that committed everything, and others.
    package var stops = (clean: 0, unclean: 0)
    /// Starts that gave up since the brokers were away.
    package var failedStarts = 0
    package var seconds = 0
    /// Whatever is not as it has to be.
    package var problems: [String] = []

    init(_ plan: PhasePlan) { self.plan = plan }

    /// For people.
    package var line: String {
        "brokers=\(plan.brokers) nodes=\(plan.nodes) seconds=\(seconds) node_kills=\(done.kills) wiped=\(done.wipes) "
            + "pauses=\(done.pauses) cuts=\(done.cuts) broker_kills=\(done.brokerKills) restarts=\(done.restarts) "
            + "poisons=\(done.poisons) deaths=\(deaths) events=\(events) rate=\(rate) instances=\(instances) "
            + "executions=\(executions) stops=\(stops.clean)+\(stops.unclean) failed_starts=\(failedStarts) "
            + "repairs=\(repairs) lost=\(lost) doubled=\(doubled)"
    }
}
