/// How a node runs. Nothing here changes what the fold does.
package struct NodeSettings: Sendable {
    package var lane = LaneSettings()
    package var pool = TaskPoolSettings()
    /// How long a stopping node lets running tasks end, milliseconds.
    package var drainTime: Int64 = 30_000
    /// How often the log is asked to delete what it no longer keeps, milliseconds.
    package var maintenanceInterval: Int64 = 60_000

    /// How many callers of a node may wait for answers at once.
    package var waitingCallers = 10_000

    /// What it is called among those that share a log; empty: by its host and data folder.
    package var id = ""
    /// Who the node is among those that share the log; nil: the log is its alone, with all slots.
    package var membership: MembershipSettings?

    package init() {}
}
